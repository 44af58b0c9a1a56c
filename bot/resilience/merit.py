"""Who of those that may be asked is asked: health, the operator's order, and among equals price, latency, allowance, weight."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from random import Random

from bot.resilience.able import Able
from bot.resilience.preference import Preference
from bot.resilience.restraints import Moment
from bot.resilience.trail import Trail

_SICK = 0.5
_RECOVERS = 30.0
_SLOW = 1.0 / 3.0
_FREE = 1_000.0  # micro-USD: below this, prices are not worth comparing


class Merit:
    """Compares; the shortest of random times wins among equals, so that work is shared."""

    def __init__(self, preference: Preference, random: Random) -> None:
        self._preference = preference
        self._random = random

    def best(self, able: Sequence[Able], trail: Trail, at: Moment) -> Able:
        if len(able) == 1:
            return able[0]
        for one in able:
            if one.standing.target.id == trail.again:
                return one
        fastest = min((lag for one in able if (lag := one.standing.lag(at.mono))), default=0.0)
        return min(able, key=lambda one: self._rank(one, trail, fastest, at))

    def _rank(
        self, one: Able, trail: Trail, fastest: float, at: Moment
    ) -> tuple[bool, bool, bool, bool, tuple[int, int], float]:
        standing = one.standing
        target = standing.target
        sick = standing.health < _SICK and at.mono - standing.last_failure < _RECOVERS
        haste = fastest / lag if fastest and (lag := standing.lag(at.mono)) else 1.0
        failed = target.id in trail.failed
        return (
            failed,
            target.endpoint in trail.sick,
            sick,
            not one.reads,
            self._preference.rank(target),
            self._race(one, haste, at),
        )

    def _race(self, one: Able, haste: float, at: Moment) -> float:
        """A random time that is short for the good ones: the shortest wins, so that work is shared by merit."""
        standing = one.standing
        target = standing.target
        merit = target.weight * standing.health**2 / (1.0 + standing.slots.in_flight / standing.slots.limit)
        merit *= (_FREE / (one.price.micros + _FREE)) ** 2
        merit *= haste**2 if haste > _SLOW else haste**4
        left = standing.restraints.left(at.wall)
        if left is not None and target.allowance:
            merit *= 0.05 + left / target.allowance
        return -log(1.0 - self._random.random()) / max(merit, 1e-9)
