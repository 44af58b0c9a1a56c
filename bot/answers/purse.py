"""The purse: what each budget has left and each allowance, and where the month is going; for chat, command line and dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.costs.money import PACE, forecast
from bot.model import Limit, Window, WindowKind
from bot.ports import ReportStore
from bot.quota.windows import window
from bot.resilience import TargetStatus


@dataclass(frozen=True, slots=True)
class Budgeted:
    """How far a budget is used in its window, in micro-USD."""

    limit: Limit
    window: Window
    spent: int

    @property
    def percent(self) -> int:
        return 100 * self.spent // self.limit.amount if self.limit.amount else 100


@dataclass(frozen=True, slots=True)
class Allowance:
    """Requests that a provider still gives for nothing until it `resets`: to a key, or to keys that share."""

    name: str
    left: int
    used: int
    resets: datetime


async def budgeted(reports: ReportStore, limits: Sequence[Limit], now: datetime, timezone: str) -> list[Budgeted]:
    """Each budget in its current window. Days and months begin in the operator's zone."""
    found: list[Budgeted] = []
    for limit in limits:
        its = window(limit.window, now, timezone)
        spends = await reports.spends(its.starts, now, timezone)
        found.append(Budgeted(limit, its, sum(spend.micros for spend in spends)))
    return found


async def month_end(reports: ReportStore, now: datetime, timezone: str) -> int:
    """What this month will have cost when it ends, at the pace of the last days."""
    month = window(WindowKind.MONTH, now, timezone)
    so_far = await reports.spends(month.starts, now, timezone)
    lately = await reports.spends(now - timedelta(days=PACE), now, timezone)
    return forecast(month, now, sum(spend.micros for spend in so_far), sum(spend.micros for spend in lately))


def allowances(statuses: Sequence[TargetStatus]) -> list[Allowance]:
    """One for each key, or group of keys, in the operator's order."""
    found = {
        one.group: Allowance(one.group, one.left, one.used_today, one.resets)
        for one in reversed(statuses)
        if one.left is not None and one.resets is not None
    }
    return list(reversed(found.values()))
