"""What the dashboard shows, gathered from the store and the painters; kept for two seconds, however many look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from adapters.web.admin import Board, Day, Table
from adapters.wiring.house import OpenHouse
from bot.model import State
from bot.ports import Spend, Tally
from bot.quota.limits import format_budget, format_limits

_DAYS = 30
_KEPT = 2.0
_ROWS = 30
_DELIVERED = frozenset({State.DELIVERED, State.WAITING})


class Overview:
    def __init__(self, house: OpenHouse) -> None:
        self._house = house
        self._board: Board | None = None
        self._until = 0.0

    async def __call__(self) -> Board:
        now = self._house.clock.monotonic()
        if self._board is None or now >= self._until:
            self._board = await self._gather()
            self._until = self._house.clock.monotonic() + _KEPT
        return self._board

    async def _gather(self) -> Board:
        now, reports = self._house.clock.now(), self._house.store.reports
        zone = self._house.settings.house.timezone
        since = now - timedelta(days=_DAYS - 1)
        backlog = await reports.backlog(now)
        tallies = await reports.tallies(None, since, now, zone)
        spends = await reports.spends(since, now, zone)
        days = self._days(tallies, spends, now.astimezone(ZoneInfo(zone)))
        delivered, refunded = sum(day.delivered for day in days), sum(day.refunded for day in days)
        tiles = [
            ("waiting", str(backlog.states.get(State.ACCEPTED, 0))),
            ("drawing", str(backlog.states.get(State.DRAWING, 0))),
            ("oldest", f"{backlog.oldest:.0f} s"),
            ("people", str(backlog.people)),
            ("today", str(days[-1].delivered)),
            ("success", f"{100 * delivered / (delivered + refunded):.0f} %" if delivered + refunded else "–"),
            ("spent_today", days[-1].spent),
            ("spent_month", self._money(sum(spend.micros for spend in spends))),
        ]
        return Board(tiles, days, [self._painters(), *await self._people(), *await self._rules()])

    def _days(self, tallies: Sequence[Tally], spends: Sequence[Spend], today: datetime) -> list[Day]:
        delivered, refunded, micros = Counter[str](), Counter[str](), Counter[str]()
        for tally in tallies:
            if tally.state in _DELIVERED:
                delivered[tally.day] += tally.jobs
            elif tally.state is State.REFUNDED:
                refunded[tally.day] += tally.jobs
        for spend in spends:
            micros[spend.day] += spend.micros
        labels = [(today - timedelta(days=back)).date().isoformat() for back in reversed(range(_DAYS))]
        return [Day(day, delivered[day], refunded[day], self._money(micros[day])) for day in labels]

    def _money(self, micros: int) -> str:
        return self._house.texts.money(self._house.settings.house.language, micros)

    def _painters(self) -> Table:
        rows = [
            (
                status.id,
                status.state,
                status.reason,
                f"{status.in_flight}/{status.limit}",
                f"{status.p95:.1f} s" if status.p95 is not None else "–",
                self._money(status.micros_today),
            )
            for status in self._house.client.status()
        ]
        return Table("painters", ("name", "state", "reason", "busy", "p95", "spent"), rows)

    async def _people(self) -> list[Table]:
        office, moment = self._house.store.office, partial(_minute, zone=self._house.settings.house.timezone)
        people = [
            (
                f"#{one.person.id}",
                ", ".join(f"{identity.name} {identity}".strip() for identity in one.identities),
                str(one.jobs),
                str(one.pack),
                moment(one.seen),
            )
            for one in await office.accounts(_ROWS)
        ]
        groups = [
            (chat.title or chat.id, str(chat), settings.mode.value)
            for chat, settings in (await office.groups())[:_ROWS]
        ]
        return [
            Table("persons", ("name", "accounts", "requests", "pack", "seen"), people),
            Table("groups", ("name", "scope", "mode"), groups),
        ]

    async def _rules(self) -> list[Table]:
        rules = [
            (rule.scope, (format_budget if rule.kind.value == "budget" else format_limits)([rule.limit]), rule.by)
            for rule in (await self._house.store.office.overrides())[:_ROWS]
        ]
        changes = [
            (_minute(one.at, self._house.settings.house.timezone), one.actor, one.what, f"{one.old} → {one.new}")
            for one in await self._house.store.groups.audit(None, _ROWS)
        ]
        return [
            Table("rules", ("scope", "limit", "by"), rules),
            Table("log", ("at", "who", "what", "change"), changes),
        ]


def _minute(at: datetime | None, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if at is not None else "–"
