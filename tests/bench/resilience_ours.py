"""Our client as it is wired: default policy, the kit's provider for OpenAI servers; `bare`: the kit alone, `hedging`: with it."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import uvloop

from adapters.clock import SystemClock
from adapters.images._provider import HttpProvider
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from adapters.wiring.garbage import settle
from bot.errors import ProviderError
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import HedgeRule, Policy, Resilient, Target
from tests.bench.resilience_scenes import ALL, Scene
from tests.bench.resilience_traffic import age, offer, report


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


async def main(url: str, name: str, *, bare: bool, hedging: bool) -> None:
    scene, clock, late = ALL[name], SystemClock(), 0

    async def keep(job: int, generation: Generation) -> None:
        nonlocal late
        late += 1

    async with AsyncExitStack() as stack:
        targets = open_all(url, scene, clock, concurrency=scene.at_once or 256)
        for target in targets:
            if isinstance(target.provider, HttpProvider):
                stack.push_async_callback(target.provider.aclose)
        if hedging:
            targets = [replace(target, hedge_micros=1_000_000) for target in targets]
        policy = Policy(
            first_concurrency=scene.at_once or Policy().first_concurrency, hedge=HedgeRule() if hedging else None
        )
        client = Resilient(targets, clock=clock, random=Random(3), late=keep, policy=policy)
        ready = age()
        if scene.at_once and not bare:
            house = await _house(stack, clock)
            client = Resilient(targets, clock=clock, random=Random(3), late=keep, policy=policy, **house)
        if scene.at_once:
            settle()  # as the service does once it has started
        stack.push_async_callback(client.close)
        sharing = asyncio.create_task(client.run())
        stack.callback(sharing.cancel)

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
        result = await offer(scene, alone if bare else draw, ready)
    report(result | {"late": late})


async def _house(stack: AsyncExitStack, clock: SystemClock) -> dict[str, Any]:
    """What stands around the client in a service: shared state in a database, a log line and a count for each attempt."""
    from adapters.cli.log_lines import lines  # noqa: PLC0415  the time to the first call is the client's alone
    from adapters.web.metrics import Metrics  # noqa: PLC0415  as above
    from adapters.wiring.watch import Watch  # noqa: PLC0415  as above
    from storage.store import open_store  # noqa: PLC0415  as above

    folder = Path(stack.enter_context(TemporaryDirectory()))
    store = await open_store(f"sqlite:///{folder / 'bench.db'}", folder, b"bench", clock)
    stack.push_async_callback(store.close)
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  the stack closes it
    handler = logging.StreamHandler(stack.enter_context(nowhere))
    handler.setFormatter(lines("json"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    return {"store": store.targets, "observer": Watch(Metrics())}


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], bare="bare" in sys.argv, hedging="hedging" in sys.argv))
