"""Counters, the ledger behind them, rules and packs."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import Moment, key, metadata, moment, number, some_number, text

counters = sa.Table(
    "counters",
    metadata,
    text("scope", primary_key=True),
    text("window", primary_key=True),
    number("used"),
    number("held"),
    number("carried"),
    some_number("ceiling"),
    sa.Column("at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
"""Use of a scope in a window: settled and held together in `used`. `window` is the calendar day (`2026-11-23`), month
(`2026-11`) or minute (`2026-11-23T12:00Z`) as the scope's own zone writes it, so that moving to another zone refills nothing.
`carried` is the part of `used` that came along when accounts were parted, or with somebody who moved to where it is
tomorrow. `ceiling` is the rule that was checked last."""

ledger = sa.Table(
    "ledger",
    metadata,
    key("id"),
    some_number("job"),
    text("kind"),
    some_number("person", index=True),
    number("units"),
    number("micros"),
    text("fund"),
    text("actor"),
    text("reason"),
    sa.Column("charge", sa.Text, nullable=True, unique=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.UniqueConstraint("job", "kind"),
)
"""Only added to. Of a job: reserve, then settle and/or refund, each once. Without a job: grant, purchase, reversal."""

packs = sa.Table(
    "packs",
    metadata,
    number("person", primary_key=True),
    number("balance"),
    sqlite_with_rowid=False,
)
"""Bought and granted units left."""

rules = sa.Table(
    "rules",
    metadata,
    text("scope", primary_key=True),
    text("window", primary_key=True),
    number("amount"),
    text("by"),
    moment("at"),
    sqlite_with_rowid=False,
)
"""What admins and operators set. The window `off` says: nothing limits this scope."""
