"""Draws the lines of a batch: so many at once through the client, or all together in a provider's half-price mode."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from random import SystemRandom

from adapters.cli.batch_folder import Folder, Line
from adapters.settings.reading import Settings
from adapters.wiring.painters import open_painters
from adapters.wiring.styles import open_styles
from bot.errors import ConfigurationError, ProviderError, Rejection
from bot.model import Generation
from bot.ports import BatchOrder, BatchProvider, Clock, HasBatches, Ticket
from bot.resilience import Resilient, Target
from bot.studio import Patience


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a line: its pictures, or the error it ended with."""

    line: Line
    outcome: Generation | ProviderError | Rejection


async def draw(found: Settings, lines: Sequence[Line], at_once: int, clock: Clock) -> AsyncGenerator[Ended]:
    """In the order in which they end. Closing the iterator stops what is being drawn."""
    client = Resilient(open_painters(found, clock), clock=clock, random=SystemRandom())
    room, styles = asyncio.Semaphore(at_once), open_styles(found)

    async def one(line: Line) -> Ended:
        async with room:
            request = styles.applied(line.request)
            ticket = Ticket(secrets.randbelow(2**62), clock.monotonic() + Patience().deadline)
            try:
                client.check(request)
                return Ended(line, await client.draw(request, ticket))
            except (ProviderError, Rejection) as error:
                return Ended(line, error)

    tasks = [asyncio.create_task(one(line)) for line in lines]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await client.close()


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
        if not folder.handle.exists():
            folder.handle.write_text(await batch.hand_in(orders), "utf-8")
        handle = folder.handle.read_text("utf-8")
        while (look := await batch.look(handle, orders)).ended is None:
            await clock.sleep(seconds)
        for line in lines:
            yield Ended(line, look.ended[line.key])
        folder.handle.unlink()
    finally:
        await client.close()


def _cheap(targets: Sequence[Target]) -> BatchProvider:
    for target in targets:
        if isinstance(target.provider, HasBatches):
            return target.provider.batching()
    raise ConfigurationError("no configured provider has a half-price batch mode: gemini and openai have one")
