"""Jobs, the order they are served in, and what was drawn for them."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import Moment, key, maybe, metadata, moment, number, some_moment, some_number, text

jobs = sa.Table(
    "jobs",
    metadata,
    key("id"),
    text("platform"),
    text("event"),
    text("chat"),
    text("chat_kind"),
    maybe("thread"),
    maybe("reply_to"),
    maybe("waiting"),
    text("hint"),
    some_number("person"),
    maybe("account"),
    text("name"),
    text("language"),
    text("prompt"),
    text("request", "{}"),
    number("count", 1),
    number("units"),
    number("estimate"),
    number("spent"),
    text("reservation", "[]"),
    text("state"),
    number("lane"),
    text("fund"),
    text("share"),
    number("vt"),
    maybe("owner"),
    some_moment("lease"),
    moment("not_before"),
    number("attempts"),
    maybe("ending"),
    text("reason"),
    maybe("submission"),
    some_number("parent"),
    text("provider"),
    text("model"),
    number("untold"),
    number("erased"),
    moment("created"),
    some_moment("started"),
    some_moment("drawn"),
    some_moment("ended"),
    sa.UniqueConstraint("platform", "event"),
)

sa.Index("ix_jobs_person", jobs.c.person, jobs.c.id)
sa.Index("ix_jobs_chat", jobs.c.platform, jobs.c.chat, jobs.c.created)
sa.Index("ix_jobs_created", jobs.c.created)

shares = sa.Table(
    "shares",
    metadata,
    text("key", primary_key=True),
    number("vt"),
    sa.Index("ix_shares_vt", "vt"),
    sqlite_with_rowid=False,
)
"""How much of the service each person and each group has had, in virtual time."""

pictures = sa.Table(
    "pictures",
    metadata,
    key("id"),
    number("job"),
    number("number"),
    sa.Column("digest", sa.Text, nullable=True, index=True),
    text("media_type"),
    number("width"),
    number("height"),
    sa.UniqueConstraint("job", "number"),
)
"""A deleted picture keeps its row, so that its id is never another picture's; its digest is gone."""

messages = sa.Table(
    "messages",
    metadata,
    text("platform", primary_key=True),
    text("chat", primary_key=True),
    text("message", primary_key=True),
    sa.Column("job", sa.BigInteger, nullable=False, index=True),
    some_number("number"),
    sqlite_with_rowid=False,
)
"""Which of our messages shows which picture; without a number it shows all of the job's."""

files = sa.Table(
    "files",
    metadata,
    text("platform", primary_key=True),
    text("digest", primary_key=True),
    text("file"),
    sqlite_with_rowid=False,
)
"""A platform's own handle of bytes it has already been given."""

sources = sa.Table(
    "sources",
    metadata,
    text("digest", primary_key=True),
    number("job", primary_key=True),
    sqlite_with_rowid=False,
)
"""Reference pictures that jobs were asked with."""

cache = sa.Table(
    "cache",
    metadata,
    text("key", primary_key=True),
    sa.Column("job", sa.BigInteger, nullable=False, index=True),
    sa.Column("until", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Which job drew exactly this request lately."""

flights = sa.Table(
    "flights",
    metadata,
    text("key", primary_key=True),
    number("job"),
    sa.Column("until", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Which job is drawing exactly this request now."""

calls = sa.Table(
    "calls",
    metadata,
    key("id"),
    sa.Column("job", sa.BigInteger, nullable=False, index=True),
    text("provider"),
    text("model"),
    text("outcome"),
    number("micros"),
    number("tokens"),
    number("milliseconds"),
    text("request_id"),
    sa.Column("at", Moment, nullable=False, index=True),
)
"""Every time a provider was paid, or may have been."""

EMPTY = "empty"
"""The outcome of a call that was paid and brought no picture."""
