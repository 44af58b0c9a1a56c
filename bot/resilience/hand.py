"""The operator's hand on the targets: how they stand, who is left out or asked first, how long the line is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.ports import Clock
from bot.resilience.line import Line
from bot.resilience.observe import TargetStatus
from bot.resilience.preference import Preference
from bot.resilience.restraints import Moment
from bot.resilience.standing import Standing
from bot.resilience.status import status_of


class Hand:
    def __init__(self, standings: Sequence[Standing], preference: Preference, line: Line, clock: Clock) -> None:
        self._standings = standings
        self._preference = preference
        self._line = line
        self._clock = clock

    def set_aside(self, name: str, until: datetime, reason: str) -> int:
        chosen = self._named(name)
        for standing in chosen:
            standing.restraints.drain(until, reason)
        return len(chosen)

    def restore(self, name: str) -> int:
        chosen = self._named(name)
        for standing in chosen:
            standing.restraints.lift()
        self._line.stir()
        return len(chosen)

    def status(self) -> tuple[TargetStatus, ...]:
        at = self._moment()
        ordered = sorted(self._standings, key=lambda standing: self._preference.rank(standing.target))
        return tuple(status_of(standing, at) for standing in ordered)

    def estimate(self) -> float | None:
        """Seconds in line, from real durations; None: no past to judge by."""
        rate = 0.0
        at = self._moment()
        for standing in self._standings:
            usual = standing.latency.quantile(0.5)
            if usual and standing.hindrance(at) is None:
                rate += int(standing.slots.limit) / usual
        if rate == 0.0:
            return None
        room = any(standing.room_at(at) <= at.mono for standing in self._standings)
        return 0.0 if room and not len(self._line) else (len(self._line) + 1) / rate

    def _named(self, name: str) -> list[Standing]:
        return [s for s in self._standings if name in {s.target.id, s.target.service}]

    def _moment(self) -> Moment:
        return Moment(self._clock.monotonic(), self._clock.now())
