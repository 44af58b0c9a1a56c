"""People, their accounts, and the chats they write in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("timezone", sa.Text(), server_default="", nullable=False),
        sa.Column("banned_until", sa.BigInteger(), nullable=True),
        sa.Column("joined", sa.BigInteger(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("key", name="uq_people_key"),
    )
    op.create_table(
        "identities",
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_identities"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identities_person", "identities", ["person"])
    op.create_table(
        "groups",
        sa.Column("platform", sa.Text(), server_default="", nullable=False),
        sa.Column("chat", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("settings", sa.Text(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("platform", "chat", name="pk_groups"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "blocks",
        sa.Column("platform", sa.Text(), server_default="", nullable=False),
        sa.Column("chat", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("platform", "chat", "person", name="pk_blocks"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column("platform", sa.Text(), server_default="", nullable=False),
        sa.Column("event", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "event", name="pk_events"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_events_at", "events", ["at"])
    op.create_table(
        "strikes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_strikes"),
    )
    op.create_index("ix_strikes_person", "strikes", ["person"])
    op.create_table(
        "silent",
        sa.Column("platform", sa.Text(), server_default="", nullable=False),
        sa.Column("chat", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "chat", name="pk_silent"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("silent")
    op.drop_table("strikes")
    op.drop_table("events")
    op.drop_table("blocks")
    op.drop_table("groups")
    op.drop_table("identities")
    op.drop_table("people")
