"""Jobs and the order they are served in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _partial(name: str, where: str, columns: list[str]) -> None:
    op.create_index(name, "jobs", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.Text(), server_default="", nullable=False),
        sa.Column("event", sa.Text(), server_default="", nullable=False),
        sa.Column("chat", sa.Text(), server_default="", nullable=False),
        sa.Column("chat_kind", sa.Text(), server_default="", nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("waiting", sa.Text(), nullable=True),
        sa.Column("hint", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("prompt", sa.Text(), server_default="", nullable=False),
        sa.Column("request", sa.Text(), server_default="{}", nullable=False),
        sa.Column("count", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("units", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("estimate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("spent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reservation", sa.Text(), server_default="[]", nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("lane", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fund", sa.Text(), server_default="", nullable=False),
        sa.Column("share", sa.Text(), server_default="", nullable=False),
        sa.Column("vt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("parent", sa.BigInteger(), nullable=True),
        sa.Column("provider", sa.Text(), server_default="", nullable=False),
        sa.Column("model", sa.Text(), server_default="", nullable=False),
        sa.Column("untold", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("erased", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=True),
        sa.Column("drawn", sa.BigInteger(), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("platform", "event", name="uq_jobs_platform_event"),
    )
    op.create_index("ix_jobs_chat", "jobs", ["platform", "chat", "created"])
    op.create_index("ix_jobs_created", "jobs", ["created"])
    _partial("ix_jobs_drawing", "state = 'drawing'", ["share"])
    _partial("ix_jobs_erasing", "erased = 1", ["id"])
    _partial("ix_jobs_finished", "state = 'drawn' AND owner IS NULL", ["not_before", "id"])
    _partial("ix_jobs_leased", "owner IS NOT NULL", ["lease"])
    _partial("ix_jobs_open", "state IN ('accepted', 'drawing', 'drawn', 'delivering')", ["person"])
    _partial("ix_jobs_parent", "parent IS NOT NULL", ["parent"])
    op.create_index("ix_jobs_person", "jobs", ["person", "id"])
    _partial("ix_jobs_queue", "state = 'accepted'", ["lane", "vt", "id"])
    _partial("ix_jobs_untold", "untold = 1", ["id"])
    _partial("ix_jobs_waiting", "state = 'accepted'", ["created"])
    op.create_table(
        "shares",
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("vt", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_shares"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shares_vt", "shares", ["vt"])


def downgrade() -> None:
    op.drop_table("shares")
    op.drop_table("jobs")
