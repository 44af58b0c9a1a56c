"""Whatever draws."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.errors import ProviderError
from bot.model import Generation, ImageRequest, Picture, Price


async def _not_recorded(submission: str) -> None:
    """Default of `Ticket.submitted`: nobody wants to remember."""


async def _not_booked(spent: Generation) -> None:
    """Default of `Ticket.wasted`: nobody keeps books."""


def _not_told(error: ProviderError) -> None:
    """Default of `Ticket.noticed`: nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What goes along with a request while it is drawn.

    `job` names the attempt towards providers that know idempotency keys. `deadline` is in `Clock.monotonic` seconds.
    `references` are the request's pictures, in order. `submission` is what an earlier, interrupted drawing of the same
    job handed to `submitted`: the provider resumes it instead of paying again. `submitted` must be awaited with the
    provider's own job handle *before* waiting for it. `noticed` is told what did not stop the drawing, and what the operator
    has to mend all the same: a model that is gone while the next one draws. `wasted` must be awaited with what a call cost that
    brought no picture. Whoever is `patient` lets others go first.
    """

    job: int
    deadline: float
    references: tuple[Picture, ...] = ()
    submission: str | None = None
    submitted: Callable[[str], Awaitable[None]] = field(default=_not_recorded, compare=False)
    noticed: Callable[[ProviderError], None] = field(default=_not_told, compare=False)
    wasted: Callable[[Generation], Awaitable[None]] = field(default=_not_booked, compare=False)
    patient: bool = False


class ImageProvider(Protocol):
    """Anything that draws: one service, or a wrapper around several. Raises `ProviderError`s from `draw`, nothing else."""

    @property
    def name(self) -> str: ...

    def check(self, request: ImageRequest) -> None:
        """Raise `UnsupportedRequest` when this request can never be drawn here. Pure and cheap; called before paying."""
        ...

    def price(self, request: ImageRequest) -> Price:
        """What the whole request costs. Pure and cheap; called before paying."""
        ...

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        """Draw, or raise. Cancelling must leave nothing open."""
        ...
