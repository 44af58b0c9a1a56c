"""What it costs and what to do about it, for owners, from the service's own record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.answers.advice import Adviser
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.operator import Advise, Cost
from bot.costs.curves import CostReport, Offer, cost_report
from bot.costs.history import Recorded, recorded
from bot.costs.money import PACE, By, forecast, sums
from bot.costs.review import from_record, review
from bot.errors import NotAllowed
from bot.model import Picture, WindowKind
from bot.ports import Answer, ReportStore
from bot.quota.windows import window

Curves = Callable[[CostReport, str], Awaitable[Picture]]
"""Draws the cost of every provider in a language."""

_LATEST = 500  # drawings whose time is averaged
_LINES = 12


class Costing:
    """`offers` are the configured providers, the preferred one first."""

    def __init__(self, *, reports: ReportStore, offers: Sequence[Offer], curves: Curves) -> None:
        self._reports = reports
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
        month = window(WindowKind.MONTH, scene.now, scene.timezone)
        spends = await self._reports.spends(scene.now - timedelta(days=days), scene.now, scene.timezone)
        total = sum(spend.micros for spend in spends)
        if not spends:
            return scene.answer("cost.none")
        so_far = await self._reports.spends(month.starts, scene.now, scene.timezone)
        lately = await self._reports.spends(scene.now - timedelta(days=PACE), scene.now, scene.timezone)
        ends = forecast(month, scene.now, sum(s.micros for s in so_far), sum(s.micros for s in lately))
        lines = [scene.say("cost.title", days=days, spent=_money(scene, total))]
        lines += [
            scene.say("cost.line", name=each.name, pictures=each.calls, spent=_money(scene, each.micros))
            for each in (*sums(spends, By.MODEL), *sums(spends, By.CHAT))[:_LINES]
        ]
        lines.append(scene.say("cost.forecast", amount=_money(scene, ends)))
        return Answer("\n".join(lines), quiet_to=scene.whisper())

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
