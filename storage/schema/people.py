"""People, their accounts, the chats they write in, and what has been said there already."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import Moment, key, maybe, metadata, moment, number, some_moment, some_number, text

people = sa.Table(
    "people",
    metadata,
    key("id"),
    text("key"),
    text("language"),
    text("timezone"),
    some_moment("banned_until"),
    some_number("joined"),
    moment("created"),
    sa.UniqueConstraint("key"),
)
"""`joined` names the person that this one turned out to be: whoever still holds the old id is led there."""

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

codes = sa.Table(
    "codes",
    metadata,
    text("hash", primary_key=True),
    text("kind"),
    text("subject"),
    sa.Column("until", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""One-time codes, by their keyed hash."""

tries = sa.Table(
    "tries",
    metadata,
    text("who", primary_key=True),
    number("wrong"),
    moment("since"),
    sqlite_with_rowid=False,
)
"""Wrong codes that somebody tried lately."""

strikes = sa.Table(
    "strikes",
    metadata,
    key("id"),
    sa.Column("person", sa.BigInteger, nullable=False, index=True),
    text("reason"),
    moment("at"),
)
"""Prompts of somebody that the moderation stopped."""

silent = sa.Table(
    "silent",
    metadata,
    text("platform", primary_key=True),
    text("chat", primary_key=True),
    moment("since"),
    sqlite_with_rowid=False,
)
"""Chats that cannot be written to: blocked, kicked, deleted."""

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
