"""Storage remembers: transactions and queries over one schema. It knows `bot` and SQLAlchemy, and no adapter."""
