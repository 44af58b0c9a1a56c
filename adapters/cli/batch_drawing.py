"""Draws the lines of a batch: so many at once through the client, or all together in a provider's half-price mode."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from random import SystemRandom

from adapters.cli.batch_folder import Folder, Line
from adapters.queue.window import Window
from adapters.settings.reading import Settings
from adapters.wiring.painters import open_painters, patience_for
from adapters.wiring.rings import hang_up
from adapters.wiring.styles import open_styles
from bot.errors import ConfigurationError, NobodyLeft, OutcomeUnknown, ProviderError, Rejection
from bot.model import Generation
from bot.ports import BatchOrder, BatchProvider, Clock, HasBatches, Ticket
from bot.resilience import Resilient, Target
from bot.texts.styles import Styles

_ON_ITS_WAY = 2.0  # seconds in which what was sent by somebody who died may still arrive
_MOMENT = 0.1  # seconds between two looks at who may begin


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a line: its pictures, or the error it ended with."""

    line: Line
    outcome: Generation | ProviderError | Rejection


async def draw(
    found: Settings, lines: Sequence[Line], folder: Folder, at_once: int, clock: Clock
) -> AsyncGenerator[Ended]:
    """In the order in which they end: ten begin in two seconds, or as many as `at_once` and the providers' limits allow.

    Closing the iterator stops what is being drawn; a job that a provider was handed is asked for the next time, not paid again.
    """
    targets = open_painters(found, clock)
    client = Resilient(targets, clock=clock, random=SystemRandom())
    painter = _Painter(client, folder, open_styles(found), patience_for(targets).deadline, clock)
    window = Window(clock, at_once, lambda: client.waiting > 0)
    left, running = deque(lines), set[asyncio.Task[Ended]]()

    async def one(line: Line) -> Ended:
        try:
            return await painter.draw(line)
        finally:
            window.leave(line.number)

    try:
        while left or running:
            for _ in range(min(window.room(), len(left))):
                line = left.popleft()
                window.enter(line.number)
                running.add(asyncio.create_task(one(line)))
            for ended in await _ended(running, clock if left else None):
                running.remove(ended)
                yield ended.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await client.close()
        await hang_up(targets)


class _Painter:
    """Draws a line, and notes in the folder which job a provider draws it by."""

    def __init__(self, client: Resilient, folder: Folder, styles: Styles, seconds: float, clock: Clock) -> None:
        self._client = client
        self._folder = folder
        self._styles = styles
        self._seconds = seconds
        self._clock = clock
        self._handles = folder.handles()

    async def draw(self, line: Line) -> Ended:
        request = self._styles.applied(line.request)

        async def submitted(submission: str) -> None:
            self._folder.submitted(line, submission)

        ticket = Ticket(
            secrets.randbelow(2**62),
            self._clock.monotonic() + self._seconds,
            submission=self._handles.get(line.key),
            submitted=submitted,
        )
        try:
            self._client.check(request)
            return Ended(line, await self._client.draw(request, ticket))
        except (ProviderError, Rejection) as error:
            if not _unanswered(error):
                self._folder.submitted(line, "")
            return Ended(line, error)


def _unanswered(error: ProviderError | Rejection) -> bool:
    """A job that may still be drawn."""
    cause = error.last if isinstance(error, NobodyLeft) else error
    return isinstance(cause, OutcomeUnknown)


async def _ended(running: set[asyncio.Task[Ended]], clock: Clock | None) -> set[asyncio.Task[Ended]]:
    """Those that have ended; with a clock, after a moment at the latest: the next may begin then."""
    moment = [] if clock is None else [asyncio.ensure_future(clock.sleep(_MOMENT))]
    try:
        done, _ = await asyncio.wait([*running, *moment], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for nap in moment:
            nap.cancel()
    return {task for task in running if task in done}


async def draw_cheaply(
    found: Settings, lines: Sequence[Line], folder: Folder, seconds: float, clock: Clock
) -> AsyncGenerator[Ended]:
    """By the first provider that has such a mode; a batch handed in before is waited for, not handed in again.

    Raises `ConfigurationError` where no provider has one, and `ProviderError`s.
    """
    targets = open_painters(found, clock)
    client = Resilient(targets, clock=clock, random=SystemRandom())
    styles = open_styles(found)
    try:
        batch = _cheap(targets)
        orders = [BatchOrder(line.key, styles.applied(line.request)) for line in lines]
        handle = await _handed_in(batch, orders, folder, clock)
        while (look := await batch.look(handle, orders)).ended is None:
            await clock.sleep(seconds)
        for line in lines:
            yield Ended(line, look.ended[line.key])
        folder.forget()
    finally:
        await client.close()
        await hang_up(targets)


async def _handed_in(batch: BatchProvider, orders: Sequence[BatchOrder], folder: Folder, clock: Clock) -> str:
    """Once, whenever this is interrupted: a batch is looked for by the name that was kept before it was handed in."""
    name, handle = folder.handed()
    if not handle and name:
        await clock.sleep(_ON_ITS_WAY)
        handle = await batch.find(name) or ""
    if not handle:
        name = name or f"bananabot-{secrets.token_hex(8)}"
        folder.hand(name)
        handle = await batch.hand_in(orders, name)
    folder.hand(name, handle)
    return handle


def _cheap(targets: Sequence[Target]) -> BatchProvider:
    for target in targets:
        if isinstance(target.provider, HasBatches):
            return target.provider.batching()
    raise ConfigurationError("no configured provider has a half-price batch mode: gemini and openai have one")
