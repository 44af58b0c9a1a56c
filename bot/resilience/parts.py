"""What a client is made of, put together: the shared board, a standing for each target, the line, and the means of a request."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from bot.errors import ConfigurationError
from bot.ports import Clock, TargetStore
from bot.resilience.board import Board
from bot.resilience.budget import RetryBudget
from bot.resilience.consequences import Consequences
from bot.resilience.fleet import Means
from bot.resilience.hand import Hand
from bot.resilience.hedging import Hedging
from bot.resilience.latecomers import Latecomers
from bot.resilience.launcher import Launcher
from bot.resilience.line import Line
from bot.resilience.observe import Late, Observer
from bot.resilience.pace import Pace
from bot.resilience.policy import Policy
from bot.resilience.restraints import Moment
from bot.resilience.router import Router
from bot.resilience.standing import Standing
from bot.resilience.states import Forgetful
from bot.resilience.target import Target


class Parts:
    """Raises `ConfigurationError` when there is no target or two have the same id."""

    def __init__(
        self,
        targets: Sequence[Target],
        *,
        clock: Clock,
        random: Random,
        policy: Policy,
        store: TargetStore | None,
        observer: Observer,
        late: Late,
    ) -> None:
        if not targets or len({target.id for target in targets}) != len(targets):
            raise ConfigurationError("every target needs an id of its own, and there must be at least one")
        self._clock = clock
        self.board = Board(store or Forgetful(), clock, observer.alarm)
        paces = {target.group: Pace(target.per_minute) for target in targets}
        self._standings = tuple(
            Standing(target, policy, self.board, paces[target.group], random)
            for target in sorted(targets, key=lambda target: target.order)
        )
        self.line = Line(clock, self._room)
        self.latecomers = Latecomers(clock, late, policy.linger, policy.lingering)
        self.router = Router(self._standings, self.board, random)
        self.hand = Hand(self._standings, self.router.preference, self.line, clock)
        consequences = Consequences(policy, self.board, random)
        self.means = Means(
            policy=policy,
            clock=clock,
            router=self.router,
            line=self.line,
            launcher=Launcher(clock, consequences, observer, self.line.stir, self._spare),
            latecomers=self.latecomers,
            budget=RetryBudget(policy.budget, clock.monotonic()),
            random=random,
            hedging=Hedging(policy.hedge),
        )

    def _room(self) -> float:
        at = Moment(self._clock.monotonic(), self._clock.now())
        return min(standing.asked_at(at) for standing in self._standings)

    def _spare(self, slow: Standing, at: Moment) -> bool:
        return any(one is not slow and one.hindrance(at) is None for one in self._standings)
