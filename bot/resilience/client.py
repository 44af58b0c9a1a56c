"""The resilient client: many targets that look like one provider."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from random import Random

from bot.errors import ConfigurationError
from bot.model import Generation, ImageRequest, Price
from bot.ports import Clock, TargetStore, Ticket
from bot.resilience.board import Board
from bot.resilience.budget import RetryBudget
from bot.resilience.completion import completed
from bot.resilience.consequences import Consequences
from bot.resilience.fleet import Means, resumed
from bot.resilience.flight import Launcher
from bot.resilience.hand import Hand
from bot.resilience.hedging import Hedging
from bot.resilience.latecomers import Latecomers
from bot.resilience.line import Line
from bot.resilience.observe import Late, Observer, Silent, TargetStatus, forget
from bot.resilience.pace import Pace
from bot.resilience.policy import Policy
from bot.resilience.restraints import Moment
from bot.resilience.router import Router
from bot.resilience.standing import Standing
from bot.resilience.states import Forgetful
from bot.resilience.target import Target

Draw = Callable[[], Awaitable[Generation]]
Around = Callable[[ImageRequest, Ticket, Draw], Awaitable[Generation]]
"""Where a single flight for equal requests is put in: it calls the `Draw` it is given, or answers without."""


async def _straight(request: ImageRequest, ticket: Ticket, draw: Draw) -> Generation:
    """Default of `around`: every request is drawn by itself."""
    del request, ticket
    return await draw()


class Resilient:
    """An `ImageProvider` over `targets`. Wiring keeps `run` going beside it (shared state) and awaits `close` at the end.

    Raises `ConfigurationError` when there is no target or two have the same id.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        *,
        clock: Clock,
        random: Random,
        policy: Policy | None = None,
        store: TargetStore | None = None,
        observer: Observer | None = None,
        late: Late = forget,
        around: Around = _straight,
    ) -> None:
        if not targets or len({target.id for target in targets}) != len(targets):
            raise ConfigurationError("every target needs an id of its own, and there must be at least one")
        self._clock = clock
        self._policy = policy or Policy()
        self._around = around
        watcher = observer or Silent()
        self._board = Board(store or Forgetful(), clock, watcher.alarm)
        paces = {target.group: Pace(target.per_minute) for target in targets}
        self._standings = tuple(
            Standing(target, self._policy, self._board, paces[target.group], random)
            for target in sorted(targets, key=lambda target: target.order)
        )
        consequences = Consequences(self._policy, self._board, random)
        launcher = Launcher(clock, consequences, watcher, self._landed, self._spare)
        self._line = Line(clock, self._room)
        self._latecomers = Latecomers(clock, late, self._policy.linger, self._policy.lingering)
        router = Router(self._standings, self._board, random)
        self._hand = Hand(self._standings, router.preference, self._line, clock)
        self._means = Means(
            policy=self._policy,
            clock=clock,
            router=router,
            line=self._line,
            launcher=launcher,
            latecomers=self._latecomers,
            budget=RetryBudget(self._policy.budget, clock.monotonic()),
            random=random,
            hedging=Hedging(self._policy.hedge),
        )

    @property
    def name(self) -> str:
        return "resilient"

    def check(self, request: ImageRequest) -> None:
        """Raises `UnsupportedRequest` when no target can draw it, with what is possible at any of them."""
        self._means.router.able(request)

    def price(self, request: ImageRequest) -> Price:
        """The price at the operator's first choice among those who can draw it. Raises `UnsupportedRequest`."""
        return self._means.router.able(request)[0].price

    def readers(self, request: ImageRequest) -> tuple[bool, ...]:
        """Of everybody who can draw it, in the operator's order: whether they understand the words.

        Raises `UnsupportedRequest`.
        """
        rank = self._means.router.preference.rank
        able = sorted(self._means.router.able(request), key=lambda one: rank(one.standing.target))
        return tuple(one.reads for one in able)

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        """Draw before `ticket.deadline`.

        Raises `ContentRefused`, `RequestInvalid` (the person's own parameter), `UnsupportedRequest`, else `NobodyLeft`.
        `ticket.submitted` is given the target together with the provider's handle: hand the same string back to resume.
        """

        async def pursue() -> Generation:
            return await completed(self._means, request, ticket)

        return await self._around(request, ticket, pursue)

    def listen(self, request: ImageRequest, ticket: Ticket) -> bool:
        """Ask for the provider's job of `ticket.submission` once more; its picture goes to `late`. Nothing new is drawn.

        False: its target is not here any more, or too much is listened to. Raises `UnsupportedRequest`.
        """
        return resumed(self._means, self._means.router.able(request), request, ticket)

    # ── shared state and the operator's hand ─────────────────────────────────────────────────────────────────────────

    async def run(self) -> None:
        """Share state with the other workers, until cancelled."""
        await self._board.run(self._policy.refresh, self._landed)

    async def refresh(self) -> None:
        """Share state once: before the first request, and in tests. Raises `StoreError`."""
        await self._board.refresh()
        self._line.stir()

    async def close(self) -> None:
        """Stop listening to late calls, and store what is new."""
        await self._latecomers.close()
        await self._board.refresh()

    def set_aside(self, name: str, until: datetime, reason: str) -> int:
        """Drain a target, or all targets of a provider, until a time. Returns how many."""
        return self._hand.set_aside(name, until, reason)

    def restore(self, name: str) -> int:
        """Use a target, or a provider, again at once, whatever had set it aside. Returns how many targets."""
        return self._hand.restore(name)

    def status(self) -> tuple[TargetStatus, ...]:
        """How every target stands now, in the operator's order."""
        return self._hand.status()

    def prefer(self, services: Sequence[str]) -> None:
        """Ask providers in this order, in every worker and after a restart; nobody: as configured."""
        self._means.router.preference.prefer(services, self._clock.now())

    @property
    def waiting(self) -> int:
        """Requests that stand in line here."""
        return len(self._line)

    def estimate(self) -> float | None:
        """Seconds that a request accepted now would stand in line here; None: no past to judge by."""
        return self._hand.estimate()

    # ── what the parts ask ───────────────────────────────────────────────────────────────────────────────────────────

    def _moment(self) -> Moment:
        return Moment(self._clock.monotonic(), self._clock.now())

    def _landed(self) -> None:
        if len(self._line):
            self._line.stir()

    def _room(self) -> float:
        at = self._moment()
        return min(standing.asked_at(at) for standing in self._standings)

    def _spare(self, slow: Standing, at: Moment) -> bool:
        return any(one is not slow and one.hindrance(at) is None for one in self._standings)
