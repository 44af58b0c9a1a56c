"""Drawing ahead: before a provider's free allowance expires, what people ask for most is drawn with what is left of it.

Nobody waits for these pictures and nobody is told: they lie in the cache, and whoever asks gets them at once, for nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.errors import QuotaExceeded, UnsupportedRequest
from bot.model import Address, Fund, ImageRequest, Lane, Limit, Price, ScopeKind, State
from bot.ports import Change, Clock, NoticeStore, OfficeStore, Order, ReportStore, ReuseStore
from bot.resilience import TargetStatus
from bot.reuse.exact import Sharing, house_key
from bot.reuse.spare import HOUSE, expiring, shareable
from bot.studio import Studio

log = logging.getLogger(__name__)

_LOOK = 60.0  # seconds
_LATELY = timedelta(days=7)
_DAY = timedelta(days=1)
_CANDIDATES = 500
_AT_ONCE = 2
_LEFT_TO_PEOPLE = 80  # percent of the budget after which the rest is people's


class Statuses(Protocol):
    """What the resilient client says of its targets."""

    def status(self) -> tuple[TargetStatus, ...]: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """The operator's: so many pictures a day at most, within this budget. `presets` are our own prompts, normalised."""

    most: int
    budget: Sequence[Limit]
    presets: frozenset[str]
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class Spare:
    """Requests to a provider that nobody will want before the reset."""

    service: str
    count: int
    resets: datetime


class Ahead:
    def __init__(
        self,
        *,
        targets: Statuses,
        studio: Studio,
        reuse: ReuseStore,
        reports: ReportStore,
        office: OfficeStore,
        notices: NoticeStore,
        clock: Clock,
        plan: Plan,
    ) -> None:
        self._targets = targets
        self._studio = studio
        self._reuse = reuse
        self._reports = reports
        self._office = office
        self._notices = notices
        self._clock = clock
        self._plan = plan

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while self._plan.most:
            try:
                await self.look()
            except Exception:
                log.exception("nothing is drawn ahead now; the next look tries again")
            await self._clock.sleep(_LOOK)

    async def look(self) -> int:
        """Enqueue what may be drawn now, in one process at a time; return how many."""
        now = self._clock.now()
        if not any(self._expiring(now, 0)) or not await self._notices.once("ahead", now, _LOOK / 2):
            return 0
        if (await self._reports.backlog(now)).states.get(State.ACCEPTED):
            return 0  # somebody waits, or the last ones are not drawn yet
        hours = await self._reports.hours(now - _LATELY, now)
        busiest = max((count for _, count in hours), default=0)
        return sum([await self._use(spare, now) for spare in self._expiring(now, busiest)])

    def _expiring(self, now: datetime, busiest: int) -> Iterator[Spare]:
        """By provider; keys and endpoints that share an allowance count once."""
        left: dict[tuple[str, datetime], dict[str, int]] = {}
        for one in self._targets.status():
            if one.left and one.resets is not None and one.state == "ready":
                left.setdefault((one.id.partition("/")[0], one.resets), {})[one.group] = one.left
        for (service, resets), groups in left.items():
            count = expiring(sum(groups.values()), resets, now, busiest)
            if count:
                yield Spare(service, count, resets)

    async def _use(self, spare: Spare, now: datetime) -> int:
        states = await self._today(spare, now)
        under_way = sum(count for state, count in states.items() if not state.ended)
        room = min(self._plan.most - sum(states.values()), spare.count - under_way, _AT_ONCE - under_way)
        taken = await self._take(spare, room, now) if room > 0 else 0
        if taken:
            what = f"{taken} for {spare.service}, {spare.count} to spare until {spare.resets.isoformat('T', 'minutes')}"
            log.info("drawing ahead", extra={"provider": spare.service, "pictures": taken, "spare": spare.count})
            await self._office.record(Change(str(HOUSE), str(HOUSE), "ahead", "", what, now))
        return taken

    async def _today(self, spare: Spare, now: datetime) -> Mapping[State, int]:
        """Since the provider's day began, by whomever they are drawn."""
        found: dict[State, int] = {}
        for tally in await self._reports.tallies(HOUSE, spare.resets - _DAY, now, "UTC"):
            found[tally.state] = found.get(tally.state, 0) + tally.jobs
        return found

    async def _take(self, spare: Spare, room: int, now: datetime) -> int:
        taken = 0
        asked = await self._reuse.asked(now - _LATELY, _CANDIDATES)
        for request in shareable(asked, self._plan.presets, self._plan.sharing):
            if taken == room:
                break
            known = house_key(request, self._plan.sharing)
            if known is None or await self._reuse.recall([known], spare.resets) is not None:
                continue  # still there tomorrow
            try:
                taken += (await self._studio.accept(self._order(spare, request, known))).fresh
            except UnsupportedRequest:
                continue
            except QuotaExceeded:
                log.info("the rest of the budget is people's", extra={"provider": spare.service})
                break
        return taken

    def _order(self, spare: Spare, request: ImageRequest, known: str) -> Order:
        """Once in the provider's day. Raises `UnsupportedRequest`. It costs nobody a unit; its money counts like any other."""
        there = replace(request, provider=spare.service)
        budget = [Limit(limit.amount * _LEFT_TO_PEOPLE // 100, limit.window) for limit in self._plan.budget]
        return Order(
            event=f"{spare.resets:%Y%m%d%H}/{known}",
            chat=HOUSE,
            sender=None,
            person=None,
            address=Address(HOUSE.platform, HOUSE.id, HOUSE.kind),
            language="en",
            timezone="UTC",
            request=there,
            price=Price(0, self._studio.price(there).micros),
            lane=Lane.SPARE,
            fund=Fund.SPARE,
            defaults={ScopeKind.BUDGET: budget},
        )
