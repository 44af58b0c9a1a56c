"""The resilient client: many targets that look like one provider."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from random import Random

from bot.model import Generation, ImageRequest, Price
from bot.ports import Clock, TargetStore, Ticket
from bot.resilience.completion import completed
from bot.resilience.fleet import resumed
from bot.resilience.observe import Late, Observer, Silent, TargetStatus, forget
from bot.resilience.parts import Parts
from bot.resilience.policy import Policy
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
        self._clock = clock
        self._policy = policy or Policy()
        self._around = around
        self._parts = Parts(
            targets,
            clock=clock,
            random=random,
            policy=self._policy,
            store=store,
            observer=observer or Silent(),
            late=late,
        )
        self._means = self._parts.means

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
        await self._parts.board.run(self._policy.refresh, self._parts.line.stir)

    async def refresh(self) -> None:
        """Share state once: before the first request, and in tests. Raises `StoreError`."""
        await self._parts.board.refresh()
        self._parts.line.stir()

    async def close(self) -> None:
        """Stop listening to late calls, and store what is new."""
        await self._parts.latecomers.close()
        await self._parts.board.refresh()

    def set_aside(self, name: str, until: datetime, reason: str) -> int:
        """Drain a target, or all targets of a provider, until a time. Returns how many."""
        return self._parts.hand.set_aside(name, until, reason)

    def restore(self, name: str) -> int:
        """Use a target, or a provider, again at once, whatever had set it aside. Returns how many targets."""
        return self._parts.hand.restore(name)

    def status(self) -> tuple[TargetStatus, ...]:
        """How every target stands now, in the operator's order."""
        return self._parts.hand.status()

    def prefer(self, services: Sequence[str]) -> None:
        """Ask providers in this order, in every worker and after a restart; nobody: as configured."""
        self._means.router.preference.prefer(services, self._clock.now())

    @property
    def waiting(self) -> int:
        """Requests that stand in line here."""
        return len(self._parts.line)

    def estimate(self) -> float | None:
        """Seconds that a request accepted now would stand in line here; None: no past to judge by."""
        return self._parts.hand.estimate()
