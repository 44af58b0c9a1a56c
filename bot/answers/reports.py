"""A group's use as a picture: per day, per member, and how requests ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.answers.members import Members
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.group import Report
from bot.costs.use import DayUse, MemberUse, ReportData, StateCount
from bot.errors import NotAllowed
from bot.model import Ending, Picture, State, WindowKind
from bot.ports import Answer, PeopleStore, ReportStore, Tally
from bot.quota.windows import window

Chart = Callable[[ReportData, str], Awaitable[Picture]]
"""Draws the report in a language."""

_STATES = {
    Ending.REFUSED: "refused",
    Ending.CANCELLED: "cancelled",
    Ending.FAILED: "failed",
    Ending.EXPIRED: "failed",
    Ending.LATE: "failed",
    Ending.UNDELIVERABLE: "failed",
}
_DELIVERED = frozenset({State.DELIVERED, State.WAITING})


class Reports:
    def __init__(self, *, reports: ReportStore, people: PeopleStore, members: Members, chart: Chart) -> None:
        self._reports = reports
        self._people = people
        self._members = members
        self._chart = chart

    commands = (Report,)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for whoever is no admin of this group."""
        if not isinstance(command, Report) or scene.private:
            raise NotAllowed("group.only")
        await self._members.admin(scene)
        data = await self._gather(scene, command.days)
        if not data.delivered and not data.refunded:
            return Said(scene.answer("report.empty", days=command.days))
        words = scene.say("report.caption", pictures=data.delivered, people=len(data.members), days=command.days)
        return Said(Answer(words, picture=await self._chart(data, scene.language)))

    async def _gather(self, scene: Scene, days: int) -> ReportData:
        """The numbers of the last `days` days, today included, in the group's zone."""
        chat = scene.incoming.chat
        zone = scene.here
        tallies = await self._reports.tallies(chat, first_moment(scene.now, zone, days), scene.now, zone)
        names = await self._people.names(sorted({t.person for t in tallies if t.person is not None}))
        title = scene.say("report.title", title=chat.title or chat.id, days=days)
        return report(title, tallies, names, scene.now.astimezone(ZoneInfo(zone)).date(), days)


def first_moment(now: datetime, zone: str, days: int) -> datetime:
    """When the first of the last `days` calendar days began; the last is today."""
    today = now.astimezone(ZoneInfo(zone)).replace(hour=12, minute=0)
    return window(WindowKind.DAY, today - timedelta(days=days - 1), zone).starts  # the wall clock's days, long or short


def report(title: str, tallies: Sequence[Tally], names: Mapping[int, str], today: date, days: int) -> ReportData:
    """Tallies as a report of the `days` days up to `today`; `names` by person."""
    return ReportData(
        title=title, days=_days(tallies, today, days), members=_members(tallies, names), states=_states(tallies)
    )


def _days(tallies: Sequence[Tally], today: date, count: int) -> tuple[DayUse, ...]:
    delivered: Counter[str] = Counter()
    refunded: Counter[str] = Counter()
    for tally in tallies:
        if tally.state in _DELIVERED:
            delivered[tally.day] += tally.units
        elif tally.state is State.REFUNDED:
            refunded[tally.day] += tally.jobs
    days = [today - timedelta(days=back) for back in reversed(range(count))]
    return tuple(DayUse(day, delivered[day.isoformat()], refunded[day.isoformat()]) for day in days)


def _members(tallies: Sequence[Tally], names: Mapping[int, str]) -> tuple[MemberUse, ...]:
    units: Counter[int] = Counter()
    for tally in tallies:
        if tally.person is not None and tally.state in _DELIVERED:
            units[tally.person] += tally.units
    return tuple(MemberUse(names.get(person, f"#{person}"), used) for person, used in units.most_common())


def _states(tallies: Sequence[Tally]) -> tuple[StateCount, ...]:
    counts: Counter[str] = Counter()
    for tally in tallies:
        if tally.state in _DELIVERED:
            counts["delivered"] += tally.jobs
        elif tally.state is State.REFUNDED and tally.ending is not None:
            counts[_STATES.get(tally.ending, "failed")] += tally.jobs
    return tuple(StateCount(state, count) for state, count in counts.most_common())
