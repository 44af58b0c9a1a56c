"""Codes, notes of platforms, the state of provider targets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_codes"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_codes_until", "codes", ["until"])
    op.create_table(
        "tries",
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("wrong", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("who", name="pk_tries"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notes",
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notes"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_notes_until", "notes", ["until"])
    op.create_table(
        "targets",
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("strikes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("day", sa.Text(), server_default="", nullable=False),
        sa.Column("used", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_targets"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("targets")
    op.drop_table("notes")
    op.drop_table("tries")
    op.drop_table("codes")
