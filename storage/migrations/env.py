"""What Alembic runs: the connection and everything else comes from `storage.upkeep`."""

from typing import Literal

from alembic import context

from storage.schema import metadata
from storage.schema.columns import Moment


def _render(kind: str, thing: object, _: object) -> str | Literal[False]:
    """Migrations say what a column is in the database, not what our code calls it."""
    return "sa.BigInteger()" if kind == "type" and isinstance(thing, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
