"""Who is asked next: capability, then health, the operator's order, and among equals price, latency, allowance, weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from random import Random

from bot.errors import UnsupportedRequest
from bot.model import ImageRequest, Price
from bot.resilience.board import Board
from bot.resilience.consequences import retired
from bot.resilience.preference import Preference
from bot.resilience.reading import foreign
from bot.resilience.restraints import Moment, Out
from bot.resilience.standing import Standing
from bot.resilience.trail import Trail

_SICK = 0.5
_RECOVERS = 30.0
_SLOW = 1.0 / 3.0
_FREE = 1_000.0  # micro-USD: below this, prices are not worth comparing


@dataclass(frozen=True, slots=True)
class Able:
    """A standing that can draw the request, at that price. `reads`: it understands the words."""

    standing: Standing
    price: Price
    reads: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """Ask `able` now (as the one `probe` or not); or nobody yet, and nothing will change by itself before `until`."""

    able: Able | None
    probe: bool = False
    until: float = float("inf")


class Router:
    """Chooses; holds no state but the standings it chooses from."""

    def __init__(self, standings: Sequence[Standing], board: Board, random: Random) -> None:
        self._standings = standings
        self._board = board
        self._random = random
        self.preference = Preference(board)

    def able(self, request: ImageRequest) -> list[Able]:
        """Everybody who can draw this, in the operator's order, but who understands the words first.

        Raises `UnsupportedRequest`.
        """
        able: list[Able] = []
        puzzling = foreign(request.prompt)
        refusal: UnsupportedRequest | None = None
        for standing in self._standings:
            target = standing.target
            if request.provider is not None and request.provider != target.service:
                continue
            try:
                target.provider.check(request)
            except UnsupportedRequest as error:
                refusal = refusal or error
                continue
            able.append(Able(standing, target.provider.price(request), reads=not (puzzling and target.english)))
        if able:
            return sorted(able, key=lambda one: (not one.reads, self.preference.rank(one.standing.target)))
        if refusal is not None:
            raise refusal
        services = dict.fromkeys(standing.target.service for standing in self._standings)
        raise UnsupportedRequest("unsupported.provider", value=request.provider or "", allowed=", ".join(services))

    def choose(self, able: Sequence[Able], trail: Trail, request: ImageRequest, at: Moment) -> Choice:
        """One to ask now, or how long nothing will change. `until` is infinite when only a freed slot can help."""
        fresh: list[Able] = []
        waits: list[float] = []
        healthy, busy = False, float("inf")
        for one in able:
            standing = one.standing
            if not trail.allows(standing.target) or self._retired(standing, request, at):
                continue
            hindrance = standing.hindrance(at)
            if hindrance is not None:
                if hindrance.out is not Out.BREAKER:  # of those a probe may come earlier
                    waits.append(hindrance.until)
            elif self._fresh(standing, trail, at.mono):
                room_at = standing.room_at(at)
                busy = min(busy, room_at)
                if room_at <= at.mono:
                    fresh.append(one)
                healthy = True
        if fresh:
            return Choice(self._best(fresh, trail, at))
        if healthy:
            return Choice(None, until=busy)
        return self._second_best(able, trail, request, at, waits)

    def _second_best(
        self, able: Sequence[Able], trail: Trail, request: ImageRequest, at: Moment, waits: list[float]
    ) -> Choice:
        """Nobody is healthy: those that failed this request, after their wait; else one probe of the least bad."""
        probes: list[tuple[float, Able]] = []
        for one in able:
            standing = one.standing
            if not trail.allows(standing.target) or self._retired(standing, request, at):
                continue
            hindrance = standing.hindrance(at)
            if hindrance is None:
                timed = not trail.patient or standing.target.id in trail.timed
                ready = max(trail.ready.get(standing.target.id, at.mono), trail.rested)
                ready = ready if timed else max(ready, standing.probe_at(at))
                if ready > at.mono:
                    waits.append(ready)
                elif standing.room_at(at) <= at.mono:
                    return Choice(one, probe=not timed)
                else:
                    waits.append(standing.room_at(at))
            elif hindrance.out is Out.BREAKER:
                probe_at = max(standing.probe_at(at), trail.ready.get(standing.target.id, at.mono), trail.rested)
                if probe_at <= at.mono:
                    probes.append((hindrance.until, one))
                else:
                    waits.append(min(hindrance.until, probe_at))
        if probes:
            return Choice(min(probes, key=lambda pair: pair[0])[1], probe=True)
        return Choice(None, until=min(waits, default=float("-inf")))

    def _fresh(self, standing: Standing, trail: Trail, now: float) -> bool:
        """It has not failed this request, or has worked for another one since (of which throttling says nothing)."""
        target = standing.target.id
        failed = trail.failed.get(target)
        if failed is None:
            return True
        if target in trail.timed or standing.proven <= failed:
            return False
        return not trail.patient or trail.ready[target] <= now

    def _retired(self, standing: Standing, request: ImageRequest, at: Moment) -> bool:
        return self._board.out(retired(standing.target.service, request.model or ""), at.wall) is not None

    def _best(self, able: Sequence[Able], trail: Trail, at: Moment) -> Able:
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
            self.preference.rank(target),
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
