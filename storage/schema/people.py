"""People, their accounts, the chats they write in, and what has been said there already."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import Moment, key, maybe, metadata, moment, number, some_moment, text

people = sa.Table(
    "people",
    metadata,
    key("id"),
    text("key"),
    text("language"),
    text("timezone"),
    some_moment("banned_until"),
    text("ban_reason"),
    moment("created"),
    sa.UniqueConstraint("key"),
)

identities = sa.Table(
    "identities",
    metadata,
    text("key", primary_key=True),
    sa.Column("person", sa.BigInteger, nullable=False, index=True),
    maybe("platform"),
    maybe("account"),
    text("name"),
    moment("created"),
    sqlite_with_rowid=False,
)
"""Accounts by their keyed hash. Forgetting somebody clears the account and its name; the hash stays, and with it the use."""

groups = sa.Table(
    "groups",
    metadata,
    text("platform", primary_key=True),
    text("chat", primary_key=True),
    text("title"),
    text("settings", "{}"),
    sqlite_with_rowid=False,
)

blocks = sa.Table(
    "blocks",
    metadata,
    text("platform", primary_key=True),
    text("chat", primary_key=True),
    number("person", primary_key=True),
    sqlite_with_rowid=False,
)
"""Who may not use the bot in which group."""

audit = sa.Table(
    "audit",
    metadata,
    key("id"),
    text("actor"),
    sa.Column("chat", sa.Text, nullable=False, index=True),
    text("what"),
    text("old"),
    text("new"),
    sa.Column("at", Moment, nullable=False, index=True),
)

events = sa.Table(
    "events",
    metadata,
    text("platform", primary_key=True),
    text("event", primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Messages that were handled to their end."""

notes = sa.Table(
    "notes",
    metadata,
    text("key", primary_key=True),
    text("value"),
    sa.Column("until", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""What platforms must still know after a restart."""

targets = sa.Table(
    "targets",
    metadata,
    text("name", primary_key=True),
    number("version"),
    some_moment("until"),
    text("reason"),
    number("strikes"),
    text("day"),
    number("used"),
    number("micros"),
    sqlite_with_rowid=False,
)
"""The state of provider targets that all workers share."""
