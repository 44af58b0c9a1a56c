"""Our client as it is wired: default policy, the kit's provider for OpenAI-compatible servers; `bare`: the kit alone."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from itertools import cycle
from random import Random

from adapters.clock import SystemClock
from adapters.images._provider import HttpProvider
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import ProviderError
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import Resilient, Target
from tests.bench.resilience_scenes import ALL, Scene
from tests.bench.resilience_traffic import offer, report


def open_all(url: str, scene: Scene, clock: SystemClock, concurrency: int = 256) -> list[Target]:
    """Two providers of the local kind, as an operator with two relays would have them."""
    catalogue = load()
    return [
        replace(target, id=f"{deployment}/main/{key}", concurrency=concurrency, patience=scene.patience)
        for deployment, keys in zip("ab", scene.keys, strict=True)
        for key in keys
        for target in open_targets(
            catalogue, "local", clock=clock, keys=[key], base_urls=[f"{url}/{deployment}/v1"], model="m"
        )
    ]


async def main(url: str, name: str, *, bare: bool) -> None:
    scene, clock, late = ALL[name], SystemClock(), 0

    async def keep(job: int, generation: Generation) -> None:
        nonlocal late
        late += 1

    targets = open_all(url, scene, clock)
    client = Resilient(targets, clock=clock, random=Random(3), late=keep)
    sharing = asyncio.create_task(client.run())

    async def alone(prompt: str, seconds: float) -> bool:
        ticket = Ticket(job=1, deadline=clock.monotonic() + seconds)
        await next(turns).provider.draw(ImageRequest(prompt=prompt), ticket)
        return True

    async def draw(prompt: str, seconds: float) -> bool:
        try:
            await client.draw(ImageRequest(prompt=prompt), Ticket(job=1, deadline=clock.monotonic() + seconds))
        except ProviderError as error:
            raise type(getattr(error, "last", None) or error)(detail=error.detail) from error
        return True

    turns = cycle(targets)
    result = await offer(scene, alone if bare else draw)
    sharing.cancel()
    await client.close()
    for target in targets:
        if isinstance(target.provider, HttpProvider):
            await target.provider.aclose()
    report(result | {"late": late})


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], bare="bare" in sys.argv))
