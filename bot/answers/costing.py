"""What it costs and what to do about it, for owners, from the service's own record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.answers.advice import Adviser
from bot.answers.purse import allowances, budgeted, month_end
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.operator import Advise, Cost
from bot.costs.curves import CostReport, Offer, cost_report
from bot.costs.history import Recorded, recorded
from bot.costs.money import By, called, sums
from bot.costs.review import from_record, review
from bot.errors import NotAllowed
from bot.model import Limit, Picture
from bot.ports import Answer, PeopleStore, ReportStore, Spend
from bot.resilience import TargetStatus

Curves = Callable[[CostReport, str], Awaitable[Picture]]
"""Draws the cost of every provider in a language."""

_LATEST = 500  # drawings whose time is averaged
_LINES = 5  # of each kind


class Statuses(Protocol):
    """What the resilient client says of its targets."""

    def status(self) -> tuple[TargetStatus, ...]: ...


class Costing:
    """`offers` are the configured providers, the preferred one first. The `budget` goes by the operator's `timezone`."""

    def __init__(
        self,
        *,
        reports: ReportStore,
        people: PeopleStore,
        targets: Statuses,
        budget: Sequence[Limit],
        timezone: str,
        offers: Sequence[Offer],
        curves: Curves,
    ) -> None:
        self._reports = reports
        self._people = people
        self._targets = targets
        self._budget = budget
        self._timezone = timezone
        self._offers = offers
        self._curves = curves

    commands = (Cost, Advise)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for everybody but owners."""
        if not scene.owner:
            raise NotAllowed("owner.only")
        match command:
            case Cost(days=days):
                return Said(await self._cost(scene, days))
            case Advise(days=days):
                return Said(await self._advise(scene, days))
            case _:
                raise NotAllowed("command.not_here")

    async def _cost(self, scene: Scene, days: int) -> Answer:
        spends = await self._reports.spends(scene.now - timedelta(days=days), scene.now, scene.timezone)
        if not spends:
            return scene.answer("cost.none")
        names = await self._people.names(sorted({spend.person for spend in spends if spend.person is not None}))
        lines = [scene.say("cost.title", days=days, spent=_money(scene, sum(spend.micros for spend in spends)))]
        for by in By:
            lines += self._sums(scene, spends, by, names)
        ends = await month_end(self._reports, scene.now, scene.timezone)
        lines.append(scene.say("cost.forecast", amount=_money(scene, ends)))
        return Answer("\n".join([*lines, *await self._left(scene)]), quiet_to=scene.whisper())

    def _sums(self, scene: Scene, spends: Sequence[Spend], by: By, names: Mapping[int, str]) -> list[str]:
        """The latest days, and of everything else the dearest."""
        found = sums(spends, by)
        shown = found[-_LINES:] if by is By.DAY else found[:_LINES]
        return [
            scene.say(f"cost.by_{by.value}"),
            *(
                scene.say(
                    "cost.line",
                    name=called(each.name, by, names),
                    pictures=each.pictures,
                    spent=_money(scene, each.micros),
                )
                for each in shown
            ),
        ]

    async def _left(self, scene: Scene) -> list[str]:
        """Budgets by the operator's calendar, allowances until their providers' midnight; said in the reader's zone."""
        said = partial(scene.texts.moment, scene.language, zone=scene.timezone, now=scene.now)
        found = await budgeted(self._reports, self._budget, scene.now, self._timezone)
        budgets = [
            scene.say(
                "cost.budget",
                window=scene.say(f"rule.budget.{one.window.kind.value}"),
                spent=_money(scene, one.spent),
                limit=_money(scene, one.limit.amount),
                percent=one.percent,
                resets=said(one.window.ends),
            )
            for one in found
        ]
        return budgets + [
            scene.say("cost.allowance", name=one.name, left=one.left, resets=said(one.resets))
            for one in allowances(self._targets.status())
        ]

    async def _advise(self, scene: Scene, days: int) -> Answer:
        found = await look(self._reports, scene.now, scene.timezone, days)
        asked = from_record(found, self._offers[0].tariff)
        words = [scene.say("advise.title", days=days), *Adviser(scene.texts, scene.language).review(review(asked))]
        curves = cost_report(self._offers, found.daily_requests, found.hit_rate)
        return Answer("\n".join(words), picture=await self._curves(curves, scene.language), quiet_to=scene.whisper())


async def look(reports: ReportStore, now: datetime, timezone: str, days: int) -> Recorded:
    """The record of the last days."""
    since = now - timedelta(days=days)
    return recorded(
        await reports.tallies(None, since, now, timezone),
        await reports.spends(since, now, timezone),
        await reports.hours(since, now),
        [seconds for _, _, seconds in await reports.latencies(since, _LATEST)],
        days=days,
        until=now,
    )


def _money(scene: Scene, micros: int) -> str:
    return scene.texts.money(scene.language, micros)
