"""The first page: the queue now, the past in charts, painters, people, groups, limits and the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from urllib.parse import quote
from zoneinfo import ZoneInfo

from adapters.web.board import Board, Link, Table
from adapters.wiring.dashboard.kept import Kept
from adapters.wiring.dashboard.past import Money, Past, past
from adapters.wiring.dashboard.purse import left, month, spent
from adapters.wiring.opened import OpenHouse
from bot.model import Identity, State
from bot.ports import Account
from bot.quota.limits import format_budget, format_limits

_LIVE, _RECENT, _OLD = 2.0, 10.0, 60.0  # seconds that numbers are kept: the queue, people and rules, charts
_ROWS = 30


class Overview:
    def __init__(self, house: OpenHouse, money: Money) -> None:
        self._house = house
        self._money = money
        self._zone = house.settings.house.timezone
        self._live = Kept(self._gather, _LIVE, house.clock)
        self._tables = Kept(self._gather_tables, _RECENT, house.clock)
        self._past = Kept(self._gather_past, _OLD, house.clock)
        self._month = Kept(partial(month, house, money), _OLD, house.clock)
        self._purse = Kept(self._gather_purse, _RECENT, house.clock)

    async def __call__(self) -> Board:
        return await self._live()

    async def _gather(self) -> Board:
        backlog = await self._house.store.reports.backlog(self._house.clock.now())
        so_far = await self._past()
        ended = so_far.delivered + so_far.refunded
        tiles = [
            ("waiting", str(backlog.states.get(State.ACCEPTED, 0))),
            ("drawing", str(backlog.states.get(State.DRAWING, 0))),
            ("oldest", f"{backlog.oldest:.0f} s"),
            ("people", str(backlog.people)),
            ("today", str(so_far.today)),
            ("success", f"{100 * so_far.delivered / ended:.0f} %" if ended else "–"),
            ("spent_today", self._money(so_far.micros_today)),
            ("spent_month", self._money(so_far.micros)),
            ("forecast", await self._month()),
        ]
        tables = [self._painters(), *await self._purse(), *await self._tables()]
        return Board(tiles, so_far.charts, so_far.spans, tables)

    async def _gather_past(self) -> Past:
        return await past(self._house.store.reports, self._house.clock.now(), self._zone, self._money)

    async def _gather_purse(self) -> Sequence[Table]:
        return [await left(self._house, self._money), *await spent(self._house, self._money)]

    def _painters(self) -> Table:
        rows = [
            (
                status.id,
                status.state,
                status.reason,
                f"{status.in_flight}/{status.limit}",
                f"{status.p95:.1f} s" if status.p95 is not None else "–",
                self._money(status.micros_today),
                (
                    _say("set_aside", f"/drain {status.id.partition('/')[0]}"),
                    _say("bring_back", f"/drain {status.id.partition('/')[0]} off"),
                ),
            )
            for status in self._house.client.status()
        ]
        return Table("painters", ("name", "state", "reason", "busy", "p95", "spent", "do"), rows)

    async def _gather_tables(self) -> Sequence[Table]:
        return [await self._people(), await self._groups(), await self._rules(), await self._log()]

    async def _people(self) -> Table:
        moment = partial(_minute, zone=self._zone)
        rows = [
            (
                f"#{one.person.id}",
                _accounts(one.identities),
                str(one.jobs),
                str(one.pack),
                moment(one.seen),
                _for_person(one),
            )
            for one in await self._house.store.office.accounts(_ROWS)
        ]
        return Table("persons", ("name", "accounts", "requests", "pack", "seen", "do"), rows)

    async def _groups(self) -> Table:
        rows = [
            (
                chat.title or chat.id,
                str(chat),
                settings.mode.value,
                (_say("set_limit", f"/limit --chat {chat} "), _say("report", f"/report --chat {chat} 7d")),
            )
            for chat, settings in (await self._house.store.office.groups())[:_ROWS]
        ]
        return Table("groups", ("name", "scope", "mode", "do"), rows)

    async def _rules(self) -> Table:
        rows = [
            (rule.scope, (format_budget if rule.kind.value == "budget" else format_limits)([rule.limit]), rule.by)
            for rule in (await self._house.store.office.overrides())[:_ROWS]
        ]
        return Table("rules", ("scope", "limit", "by"), rows)

    async def _log(self) -> Table:
        rows = [
            (_minute(one.at, self._zone), one.actor, one.what, f"{one.old} → {one.new}")
            for one in await self._house.store.groups.audit(None, _ROWS)
        ]
        return Table("log", ("at", "who", "what", "change"), rows)


def _accounts(identities: Sequence[Identity]) -> str:
    return ", ".join(f"{identity.name} {identity}".strip() for identity in identities)


def _for_person(one: Account) -> tuple[Link, ...]:
    """Nobody can be named who has no account any more."""
    if not one.identities:
        return ()
    who = one.identities[0]
    undo = _say("unban", f"/unban {who}") if one.person.banned_until else _say("ban", f"/ban {who} 7d ")
    return (_say("grant", f"/grant {who} "), _say("set_limit", f"/limit person {who} "), undo)


def _say(label: str, command: str) -> Link:
    """Leads to the desk with a command already typed: whoever sends it has seen it. `label` is a key of the words."""
    return Link(label, f"/admin/desk?say={quote(command)}")


def _minute(at: datetime | None, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if at is not None else "–"
