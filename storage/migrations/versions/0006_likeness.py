"""A text index of prompts, one of the database's own kind, for finding what is almost the same."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    rowless = " WITHOUT ROWID" if op.get_bind().dialect.name == "sqlite" else ""
    op.execute(
        "CREATE TABLE likeness_words (word TEXT NOT NULL CONSTRAINT pk_likeness_words PRIMARY KEY, "
        f"prompts BIGINT NOT NULL){rowless}"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE likeness USING fts5 (words, tokenize = 'ascii', detail = none)")
        return
    op.execute("CREATE TABLE likeness (job BIGINT NOT NULL CONSTRAINT pk_likeness PRIMARY KEY, words TEXT NOT NULL)")
    op.execute("CREATE INDEX ix_likeness_words ON likeness USING gin (to_tsvector('simple', words))")


def downgrade() -> None:
    op.execute("DROP TABLE likeness")
    op.execute("DROP TABLE likeness_words")
