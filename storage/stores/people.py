"""People, the door they come through, and how far their limits are used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model import Chat, Identity, Incoming, Limit, Person, Quota, ScopeKind
from bot.ports import Admission, Clock
from storage.engine import Engine
from storage.queries import people as queries
from storage.queries.quota import quota_of
from storage.transactions import people
from storage.transactions.house import House


class Door:
    """Implements `bot.ports.Inbox`."""

    def __init__(self, engine: Engine, house: House) -> None:
        self._engine = engine
        self._house = house

    async def admit(self, incoming: Incoming, language: str, timezone: str, now: datetime) -> Admission:
        return await self._engine.write(
            people.admit, self._house, incoming, language=language, timezone=timezone, now=now
        )

    async def done(self, platform: str, event: str, now: datetime) -> None:
        await self._engine.write(people.done, platform, event, now)


class People:
    """Implements `bot.ports.PeopleStore`."""

    def __init__(self, engine: Engine, house: House, clock: Clock) -> None:
        self._engine = engine
        self._house = house
        self._clock = clock

    async def person(self, identity: Identity, language: str, timezone: str) -> Person:
        return await self._engine.write(
            people.person, self._house, identity, language=language, timezone=timezone, now=self._clock.now()
        )

    async def find(self, platform: str, word: str) -> Person | None:
        return await self._engine.read(queries.find, platform, word)

    async def names(self, people: Sequence[int]) -> dict[int, str]:
        return await self._engine.read(queries.names, people)

    async def set_language(self, person: int, language: str) -> None:
        await self._engine.write(people.set_language, person, language)

    async def set_timezone(self, person: int, timezone: str) -> None:
        await self._engine.write(people.set_timezone, self._house, person, timezone, self._clock.now())

    async def set_style(self, person: int, style: str) -> None:
        await self._engine.write(people.set_style, person, style, self._clock.now())


class Quotas:
    """Implements `bot.ports.QuotaStore`."""

    def __init__(self, engine: Engine, house: House) -> None:
        self._engine = engine
        self._house = house

    async def quota(
        self,
        person: Person | None,
        chat: Chat,
        timezone: str,
        defaults: Mapping[ScopeKind, Sequence[Limit]],
        now: datetime,
    ) -> Quota:
        del timezone  # the stored one decides, here as in `accept`
        who = None if person is None else person.id
        return await self._engine.read(quota_of, self._house, who, chat, defaults=defaults, now=now)
