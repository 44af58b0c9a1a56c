"""Watches what is spent against the operator's budget; tells the owners at 80 percent and when it is used up, once in a window."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from bot.answers.owners import Owners
from bot.answers.purse import Budgeted, budgeted
from bot.errors import StoreError
from bot.model import Limit, Window
from bot.ports import Clock, NoticeStore, ReportStore
from bot.texts import Texts

log = logging.getLogger(__name__)

_LOOK = 60.0  # seconds
_NEAR, _GONE = 80, 100  # percent


class Budgets:
    """`timezone` is the operator's: there days and months of the budget begin. `standard`: micro-USD of a usual picture.

    Used up is a budget that has no room for such a picture: its last cents are never spent, and nobody gets anything.
    """

    def __init__(
        self,
        *,
        limits: Sequence[Limit],
        reports: ReportStore,
        notices: NoticeStore,
        owners: Owners,
        texts: Texts,
        clock: Clock,
        language: str,
        timezone: str,
        standard: Callable[[], int],
    ) -> None:
        self._limits = limits
        self._reports = reports
        self._notices = notices
        self._owners = owners
        self._texts = texts
        self._clock = clock
        self._language = language
        self._timezone = timezone
        self._standard = standard

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while self._limits:
            try:
                await self.look()
            except StoreError:
                log.exception("cannot see what was spent; the next look tries again")
            await self._clock.sleep(_LOOK)

    async def look(self) -> None:
        for budget in await budgeted(self._reports, self._limits, self._clock.now(), self._timezone):
            if budget.spent + max(1, self._standard()) > budget.limit.amount:
                if await self._once(budget.window, _GONE):
                    await self._owners.tell("alarm.budget_gone", **self._fields(budget))
            elif budget.percent >= _NEAR and await self._once(budget.window, _NEAR):
                await self._owners.tell("alarm.budget", **self._fields(budget), percent=budget.percent)

    async def _once(self, its: Window, percent: int) -> bool:
        now = self._clock.now()
        key = f"budget/{its.kind}/{its.starts:%Y%m%d%H}/{percent}"
        return await self._notices.once(key, now, max(60.0, (its.ends - now).total_seconds()))

    def _fields(self, budget: Budgeted) -> dict[str, str]:
        money, language = self._texts.money, self._language
        return {
            "window": self._texts.say(language, f"rule.budget.{budget.window.kind.value}"),
            "spent": money(language, budget.spent),
            "limit": money(language, budget.limit.amount),
            "resets": self._texts.moment(language, budget.window.ends, self._timezone, self._clock.now()),
        }
