"""Counters, ledger, packs, rules and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.Column("window", sa.Text(), server_default="", nullable=False),
        sa.Column("used", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("carried", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "window", name="pk_counters"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("units", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fund", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("charge", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.UniqueConstraint("charge", name="uq_ledger_charge"),
        sa.UniqueConstraint("job", "kind", name="uq_ledger_job_kind"),
    )
    op.create_index("ix_ledger_at", "ledger", ["at"])
    op.create_index("ix_ledger_person", "ledger", ["person"])
    op.create_table(
        "packs",
        sa.Column("person", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("balance", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_packs"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rules",
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.Column("window", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "window", name="pk_rules"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), server_default="", nullable=False),
        sa.Column("old", sa.Text(), server_default="", nullable=False),
        sa.Column("new", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_chat", "audit", ["chat"])


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_table("rules")
    op.drop_table("packs")
    op.drop_table("ledger")
    op.drop_table("counters")
