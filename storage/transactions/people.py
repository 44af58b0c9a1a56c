"""Who somebody is: accounts by keyed hash, so that going away and coming back changes nothing about their use."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from bot.model import ChatKind, Identity, Incoming, Person, WindowKind
from bot.ports import Admission
from bot.quota.rules import person_scope
from storage.prepared import Prepared
from storage.rows import decode_settings
from storage.schema import groups, identities, people
from storage.schema.columns import instant, micros
from storage.transactions import notes
from storage.transactions.house import House
from storage.transactions.moves import carry, carry_back

_KEPT = 10 * 365 * 86_400.0  # seconds
_KNOWN = Prepared(
    "SELECT p.id, p.key, p.language, p.timezone, p.banned_until, i.name, i.account "
    "FROM identities i JOIN people p ON p.id = i.person WHERE i.key = :key"
)
_PERSON = Prepared(
    "INSERT INTO people (key, language, timezone, created) VALUES (:key, :language, :timezone, :created) RETURNING id"
)
_IDENTITY = Prepared(
    "INSERT INTO identities (key, person, platform, account, name, created) "
    "VALUES (:key, :person, :platform, :account, :name, :created) RETURNING person"
)
_GROUP = sa.select(groups.c.settings, groups.c.title).where(
    groups.c.platform == sa.bindparam("platform"), groups.c.chat == sa.bindparam("chat")
)
_SEEN = Prepared(
    "SELECT 1 FROM events WHERE platform = :platform AND event = :event "
    "UNION ALL SELECT 1 FROM jobs WHERE platform = :platform AND event = :event"
)
"""A job remembers the message that asked for it."""
_DONE = Prepared(
    "INSERT INTO events (platform, event, at) VALUES (:platform, :event, :at) "
    "ON CONFLICT (platform, event) DO NOTHING RETURNING event"
)


def keyed(secret: bytes, identity: Identity) -> str:
    """The hash under which an account is known for ever: nobody without the secret can tell whose it is."""
    return hmac.new(secret, str(identity).encode(), hashlib.sha256).hexdigest()


def person(
    c: sa.Connection, house: House, identity: Identity, *, language: str, timezone: str, now: datetime
) -> Person:
    """The human behind an account, made when new, with these defaults."""
    key = keyed(house.secret, identity)
    rows = _KNOWN.run(c, {"key": key})
    if not rows:
        return _meet(c, key, identity, language, timezone, now=now)
    number, its_key, chosen, zone, banned, name, account = rows[0]
    known = Person(number, its_key, chosen, zone, None if banned is None else instant(banned))
    if account is None or (identity.name and name != identity.name):
        c.execute(
            sa.update(identities)
            .where(identities.c.key == key)
            .values(platform=identity.platform, account=identity.account, name=identity.name)
        )
    if not known.language:
        set_language(c, known.id, language)
        return replace(known, language=language)
    return known


def _meet(c: sa.Connection, key: str, identity: Identity, language: str, timezone: str, *, now: datetime) -> Person:
    at = micros(now)
    new: int = _PERSON.run(c, {"key": key, "language": language, "timezone": timezone, "created": at})[0][0]
    account = {"platform": identity.platform, "account": identity.account, "name": identity.name}
    _IDENTITY.run(c, {"key": key, "person": new, **account, "created": at})
    return Person(new, key, language, timezone)


# ── the door ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def admit(
    c: sa.Connection, house: House, incoming: Incoming, *, language: str, timezone: str, now: datetime
) -> Admission:
    """Everything that is known about a message before it is understood."""
    chat, sender = incoming.chat, incoming.sender
    seen = bool(_SEEN.run(c, {"platform": chat.platform, "event": incoming.event}))
    who = None
    if sender is not None and not incoming.left:
        who = person(c, house, sender, language=language, timezone=timezone, now=now)
    style = "" if who is None else notes.get(c, _style(who.id), now) or ""
    if chat.kind is not ChatKind.GROUP:
        return Admission(who, None, seen, style)
    row = c.execute(_GROUP, {"platform": chat.platform, "chat": chat.id}).one_or_none()
    if row is None or (chat.title and row.title != chat.title):
        _title(c, chat.platform, chat.id, chat.title)
    return Admission(who, decode_settings("{}" if row is None else row.settings), seen, style)


def _title(c: sa.Connection, platform: str, chat: str, title: str) -> None:
    c.execute(
        sa.text(
            "INSERT INTO groups (platform, chat, title, settings) VALUES (:platform, :chat, :title, '{}') "
            "ON CONFLICT (platform, chat) DO UPDATE SET title = excluded.title"
        ),
        {"platform": platform, "chat": chat, "title": title},
    )


def done(c: sa.Connection, platform: str, event: str, now: datetime) -> None:
    _DONE.run(c, {"platform": platform, "event": event, "at": micros(now)})


# ── what they chose ──────────────────────────────────────────────────────────────────────────────────────────────────


def set_style(c: sa.Connection, person_id: int, style: str, now: datetime) -> None:
    notes.put(c, _style(person_id), style, now=now, ttl=_KEPT)


def _style(person_id: int) -> str:
    return f"people/{person_id}/style"


def set_language(c: sa.Connection, person_id: int, language: str) -> None:
    c.execute(sa.update(people).where(people.c.id == person_id).values(language=language))


def set_timezone(c: sa.Connection, house: House, person_id: int, timezone: str, now: datetime) -> None:
    """Where it is tomorrow already, tomorrow has been used as far as today: nobody gets a day's pictures twice by moving on.

    Whoever only mistook the city and goes back has tomorrow whole again.
    """
    before = c.execute(sa.select(people.c.timezone).where(people.c.id == person_id)).scalar() or house.timezone
    today, there = (house.calendar.span(WindowKind.DAY, now, zone).label for zone in (before, timezone))
    if there > today:
        carry(c, person_scope(person_id), today, there, now)
    elif there < today:
        carry_back(c, person_scope(person_id), today, there)
    c.execute(sa.update(people).where(people.c.id == person_id).values(timezone=timezone))
