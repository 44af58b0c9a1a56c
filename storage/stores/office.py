"""For those who run things: notices, strikes, exceptions, numbers, and pictures that need not be drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model import Chat, GroupSettings, Job, Limit, Rule
from bot.ports import Account, Asked, Backlog, Change, Entry, Found, Ready, Spend, Tally
from bot.quota.rules import person_scope
from storage.engine import Engine
from storage.queries import office as looks
from storage.queries import reports
from storage.queries import reuse as reused
from storage.transactions import groups, likeness, notes, office, reuse
from storage.transactions.limits import ceiling_scope


class Notices:
    """Implements `bot.ports.NoticeStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def once(self, key: str, now: datetime, ttl: float) -> bool:
        return await self._engine.write(notes.swap, f"/notice/{key}", old=None, new="1", now=now, ttl=ttl)


class Strikes:
    """Implements `bot.ports.StrikeStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def strike(self, person: int, reason: str, now: datetime) -> int:
        return await self._engine.write(office.strike, person, reason, now)

    async def strikes(self, person: int, since: datetime) -> list[datetime]:
        return await self._engine.read(office.strikes_of, person, since)

    async def pardon(self, person: int, change: Change) -> None:
        await self._engine.write(office.pardon, person, change)


class Reuse:
    """Implements `bot.ports.ReuseStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def remember(self, key: str, job: int, now: datetime, ttl: float) -> None:
        await self._engine.write(reuse.remember, key, job, now=now, ttl=ttl)

    async def drew(self, job: int, found: Found, now: datetime) -> None:
        await self._engine.write(reuse.drew, job, found, now)

    async def recall(self, keys: Sequence[str], now: datetime) -> Entry | None:
        return await self._engine.read(reuse.recall, keys, now)

    async def board(self, key: str, job: int, now: datetime, ttl: float, known: Sequence[str] = ()) -> int | None:
        return await self._engine.write(reuse.board, key, job, known, now=now, ttl=ttl)

    async def land(self, key: str, job: int) -> None:
        await self._engine.write(reuse.land, key, job)

    async def take(self, owner: str, job: int, source: int, now: datetime) -> Ready | None:
        return await self._engine.write(reuse.take, owner, job, source, now)

    async def describe(self, job: int, chat: str, words: Sequence[str]) -> None:
        await self._engine.write(likeness.keep, job, chat, words)

    async def alike(self, chat: str, words: Sequence[str], since: datetime, count: int) -> list[tuple[int, str]]:
        return await self._engine.read(likeness.find, chat, words, since, count)

    async def asked(self, since: datetime, count: int) -> list[Asked]:
        return await self._engine.browse(reused.asked, since, count)

    async def recent(self, chat: Chat, since: datetime, count: int) -> list[Job]:
        return await self._engine.read(reused.recent, chat, since, count)


class Reports:
    """Implements `bot.ports.ReportStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def tallies(self, chat: Chat | None, since: datetime, until: datetime, timezone: str) -> list[Tally]:
        return await self._engine.browse(reports.tallies, chat, since=since, until=until, timezone=timezone)

    async def spends(self, since: datetime, until: datetime, timezone: str) -> list[Spend]:
        return await self._engine.browse(reports.spends, since=since, until=until, timezone=timezone)

    async def hours(self, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
        return await self._engine.browse(reports.hours, since=since, until=until)

    async def backlog(self, now: datetime) -> Backlog:
        return await self._engine.read(reports.backlog, now)

    async def latencies(self, since: datetime, count: int) -> list[tuple[str, str, float]]:
        return await self._engine.browse(reports.latencies, since, count)


class Office:
    """Implements `bot.ports.OfficeStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def accounts(self, count: int, before: int | None = None) -> list[Account]:
        return await self._engine.browse(looks.accounts, count, before)

    async def named(self, word: str) -> list[Account]:
        return await self._engine.read(looks.named, word)

    async def limit_person(self, person: int, limits: Sequence[Limit] | None, change: Change) -> None:
        await self._engine.write(groups.set_limits, person_scope(person), limits, change)

    async def limit_group(self, chat: Chat, limits: Sequence[Limit] | None, change: Change) -> None:
        await self._engine.write(groups.set_limits, ceiling_scope(chat), limits, change)

    async def overrides(self) -> list[Rule]:
        return await self._engine.browse(looks.overrides)

    async def freed(self) -> list[tuple[str, str]]:
        return await self._engine.read(looks.freed)

    async def groups(self) -> list[tuple[Chat, GroupSettings]]:
        return await self._engine.browse(looks.all_groups)

    async def record(self, change: Change) -> None:
        await self._engine.write(groups.write_down, change)

    async def lost(self, platform: str, chat: str, lost: bool, now: datetime) -> None:
        await self._engine.write(office.lost, platform, chat, gone=lost, now=now)

    async def reachable(self, platform: str) -> list[Chat]:
        return await self._engine.browse(looks.reachable, platform)
