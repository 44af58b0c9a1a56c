"""What was drawn, where it was shown, what it cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("number", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), server_default="", nullable=False),
        sa.Column("width", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("height", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pictures"),
        sa.UniqueConstraint("job", "number", name="uq_pictures_job_number"),
    )
    op.create_index("ix_pictures_digest", "pictures", ["digest"])
    op.create_table(
        "messages",
        sa.Column("platform", sa.Text(), server_default="", nullable=False),
        sa.Column("chat", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "chat", "message", name="pk_messages"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_messages_job", "messages", ["job"])
    op.create_table(
        "files",
        sa.Column("platform", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("platform", "digest", name="pk_files"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sources",
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("job", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("digest", "job", name="pk_sources"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.Text(), server_default="", nullable=False),
        sa.Column("model", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tokens", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("request_id", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_at", "calls", ["at"])
    op.create_index("ix_calls_job", "calls", ["job"])
    op.create_table(
        "cache",
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_cache"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cache_job", "cache", ["job"])
    op.create_index("ix_cache_until", "cache", ["until"])
    op.create_table(
        "flights",
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("job", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_flights"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_flights_until", "flights", ["until"])


def downgrade() -> None:
    op.drop_table("flights")
    op.drop_table("cache")
    op.drop_table("calls")
    op.drop_table("sources")
    op.drop_table("files")
    op.drop_table("messages")
    op.drop_table("pictures")
