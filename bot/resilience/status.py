"""A standing as the operator sees it."""

from __future__ import annotations

from datetime import timedelta

from bot.resilience.breaker import Mode
from bot.resilience.observe import TargetStatus
from bot.resilience.restraints import Moment
from bot.resilience.standing import Standing


def status_of(standing: Standing, at: Moment) -> TargetStatus:
    """Everything that `bananabot providers`, the dashboard and the metrics show of a target."""
    hindrance = standing.hindrance(at)
    used, micros = standing.restraints.used(at.wall)
    trouble = standing.restraints.trouble(at.wall)
    closed = standing.breaker.mode is Mode.CLOSED
    well = ("failing" if trouble else "ready") if closed else "probing"
    return TargetStatus(
        id=standing.target.id,
        state=hindrance.out.value if hindrance else well,
        reason=hindrance.reason if hindrance else trouble,
        until=at.wall + timedelta(seconds=hindrance.until - at.mono) if hindrance else None,
        in_flight=standing.slots.in_flight,
        limit=int(standing.slots.limit),
        calls=standing.calls,
        pictures=standing.pictures,
        errors=dict(standing.errors),
        p50=standing.latency.quantile(0.5),
        p95=standing.latency.quantile(0.95),
        left=standing.restraints.left(at.wall),
        resets=standing.restraints.resets(at.wall),
        group=standing.target.group,
        used_today=used,
        micros_today=micros,
    )
