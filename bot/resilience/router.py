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
from bot.resilience.standing import Moment, Out, Standing
from bot.resilience.trail import Trail

_SICK = 0.5
_RECOVERS = 30.0
_SLOW = 3.0
_FREE = 1_000.0  # micro-USD: below this, prices are not worth comparing


@dataclass(frozen=True, slots=True)
class Able:
    """A standing that can draw the request, at that price."""

    standing: Standing
    price: Price


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

    def able(self, request: ImageRequest) -> list[Able]:
        """Everybody who can draw this, in the operator's order. Raises `UnsupportedRequest`."""
        able: list[Able] = []
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
            able.append(Able(standing, target.provider.price(request)))
        if able:
            return able
        if refusal is not None:
            raise refusal
        services = dict.fromkeys(standing.target.service for standing in self._standings)
        raise UnsupportedRequest("unsupported.provider", value=request.provider or "", allowed=", ".join(services))

    def choose(self, able: Sequence[Able], trail: Trail, request: ImageRequest, at: Moment) -> Choice:
        """One to ask now, or how long nothing will change. `until` is infinite when only a freed slot can help."""
        fresh: list[Able] = []
        waits: list[float] = []
        busy = False
        for one in able:
            standing = one.standing
            if not trail.allows(standing.target) or self._retired(standing, request, at):
                continue
            hindrance = standing.hindrance(at)
            if hindrance is not None:
                waits.append(
                    min(hindrance.until, standing.probe_at()) if hindrance.out is Out.BREAKER else hindrance.until
                )
            elif self._fresh(standing, trail):
                busy = True
                if standing.room():
                    fresh.append(one)
        if fresh:
            return Choice(self._best(fresh, trail, at))
        if busy:
            return Choice(None)
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
                ready = standing.probe_at() if trail.patient else trail.ready.get(standing.target.id, at.mono)
                if ready > at.mono:
                    waits.append(ready)
                elif standing.room():
                    return Choice(one, probe=trail.patient)
                else:
                    waits.append(float("inf"))
            elif hindrance.out is Out.BREAKER and standing.probe_at() <= at.mono:
                probes.append((hindrance.until, one))
        if probes:
            return Choice(min(probes, key=lambda pair: pair[0])[1], probe=True)
        return Choice(None, until=min(waits, default=float("-inf")))

    def _fresh(self, standing: Standing, trail: Trail) -> bool:
        failed = trail.failed.get(standing.target.id)
        return failed is None or standing.last_success > failed

    def _retired(self, standing: Standing, request: ImageRequest, at: Moment) -> bool:
        return self._board.out(retired(standing.target.service, request.model or ""), at.wall) is not None

    def _best(self, able: Sequence[Able], trail: Trail, at: Moment) -> Able:
        if len(able) == 1:
            return able[0]
        for one in able:
            if one.standing.target.id == trail.again:
                return one
        fastest = min((one.standing.latency.recent or 0.0 for one in able if one.standing.latency.recent), default=0.0)
        return min(able, key=lambda one: self._rank(one, trail, fastest, at))

    def _rank(self, one: Able, trail: Trail, fastest: float, at: Moment) -> tuple[bool, bool, bool, int, float]:
        standing = one.standing
        target = standing.target
        sick = standing.health < _SICK and at.mono - standing.last_failure < _RECOVERS
        slow = fastest > 0 and (standing.latency.recent or 0.0) > _SLOW * fastest
        failed = target.id in trail.failed
        return (
            failed,
            target.endpoint in trail.sick,
            sick,
            target.order,
            self._race(one, fastest, at) * (9 if slow else 1),
        )

    def _race(self, one: Able, fastest: float, at: Moment) -> float:
        """A random time that is short for the good ones: the shortest wins, so that work is shared by merit."""
        standing = one.standing
        target = standing.target
        merit = target.weight * standing.health**2 / (1.0 + standing.slots.in_flight / standing.slots.limit)
        merit *= (_FREE / (one.price.micros + _FREE)) ** 2
        if fastest and standing.latency.recent:
            merit *= (fastest / standing.latency.recent) ** 2
        left = standing.left(at.wall)
        if left is not None and target.allowance:
            merit *= 0.05 + left / target.allowance
        return -log(1.0 - self._random.random()) / max(merit, 1e-9)
