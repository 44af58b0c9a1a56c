"""Who is asked next: who can draw it, then who may be asked now, and the best of those (`merit`); or how long to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bot.errors import UnsupportedRequest
from bot.model import ImageRequest
from bot.resilience.able import Able
from bot.resilience.board import Board
from bot.resilience.consequences import retired
from bot.resilience.merit import Merit
from bot.resilience.preference import Preference
from bot.resilience.reading import foreign
from bot.resilience.restraints import Hindrance, Moment, Out
from bot.resilience.standing import Standing
from bot.resilience.trail import Trail


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
        self.preference = Preference(board)
        self._merit = Merit(self.preference, random)

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
                refusal = error if refusal is None else refusal.beside(error)
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
        held: list[Hindrance] = []
        healthy, busy = False, float("inf")
        for one in able:
            standing = one.standing
            if not trail.allows(standing.target) or self._retired(standing, request, at):
                continue
            hindrance = standing.hindrance(at)
            if hindrance is not None:
                held.append(hindrance)
            elif self._fresh(standing, trail, at.mono):
                room_at = standing.room_at(at)
                busy = min(busy, room_at)
                if room_at <= at.mono:
                    fresh.append(one)
                healthy = True
        if fresh:
            return Choice(self._merit.best(fresh, trail, at))
        if healthy:  # but busy; until somebody who is held back may be asked again
            return Choice(None, until=min((busy, *(hindrance.until for hindrance in held))))
        # of open breakers a probe may come earlier than the end of their rest
        waits = [hindrance.until for hindrance in held if hindrance.out is not Out.BREAKER]
        return self._second_best(able, trail, request, at, waits)

    def reopens(self, able: Sequence[Able], at: Moment) -> float:
        """When the rest of the first open breaker is over; infinite: none is open."""
        held = (one.standing.hindrance(at) for one in able)
        return min((h.until for h in held if h is not None and h.out is Out.BREAKER), default=float("inf"))

    def hope(self, able: Sequence[Able], trail: Trail, at: Moment) -> float:
        """From when somebody else's success would get the request served; infinite: that would help nothing."""
        return min(
            (
                trail.ready[target.id] if target.id in trail.timed else at.mono
                for target, hindrance in ((one.standing.target, one.standing.hindrance(at)) for one in able)
                if trail.allows(target)
                and (hindrance is None or hindrance.out is Out.BREAKER)
                and (trail.patient or target.id not in trail.timed)
            ),
            default=float("inf"),
        )

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
                timed = trail.last_call is None and (not trail.patient or standing.target.id in trail.timed)
                ready = max(trail.ready.get(standing.target.id, at.mono), trail.last_call or trail.rested)
                ready = ready if timed else max(ready, standing.probe_at(at))
                if trail.patient and standing.proven > trail.failed.get(standing.target.id, float("inf")):
                    waits.append(trail.ready[standing.target.id])  # it works for others: asked when its wait is over
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
        """It has not failed this request, or has worked for another one since.

        Of throttling that says nothing before the wait is over, and after it only to a request that may not ask by itself.
        """
        target = standing.target.id
        failed = trail.failed.get(target)
        if failed is None:
            return True
        timely = target not in trail.timed or (trail.patient and trail.ready[target] <= now)
        return standing.proven > failed and timely

    def _retired(self, standing: Standing, request: ImageRequest, at: Moment) -> bool:
        return self._board.out(retired(standing.target.service, request.model or ""), at.wall) is not None
