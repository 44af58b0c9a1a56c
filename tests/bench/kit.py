"""What the provider kit costs: pictures a second, CPU a picture and peak memory, against two hand-written loops. A Markdown table.

Run with `python -m tests.bench.kit [seconds]`. Each client runs in a process of its own against one server process that answers
OpenAI image JSON with a picture of 975 kB (1.3 MB in base64) on loopback; the figures are medians of three turns.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import io
import json
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection

import aiohttp
import httpx
import msgspec
import pybase64
import uvloop
from aiohttp import web
from PIL import Image

from adapters.clock import SystemClock
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.model import ImageRequest
from bot.ports import Ticket

BYTES = 975_000
BODY = {"model": "gpt-image-2", "prompt": "a red fox", "n": 1, "size": "1024x1024"}
Draw = Callable[[], Awaitable[int]]


# ── the server ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _picture() -> bytes:
    """A real picture of about `BYTES`: noise does not compress."""
    side = int((BYTES / 3) ** 0.5)
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(out, "PNG", compress_level=0)
    return out.getvalue()


def _serve(ready: Connection) -> None:
    answer = json.dumps({"created": 1, "data": [{"b64_json": base64.b64encode(_picture()).decode()}]}).encode()

    async def handle(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=answer, content_type="application/json")

    async def main() -> None:
        app = web.Application()
        app.router.add_post("/{path:.*}", handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ready.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    uvloop.run(main())


# ── the clients ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def _bare(url: str, stack: AsyncExitStack) -> Draw:
    limits = httpx.Limits(max_connections=512, max_keepalive_connections=512)
    client = await stack.enter_async_context(httpx.AsyncClient(timeout=120, limits=limits))

    async def draw() -> int:
        response = await client.post(f"{url}/v1/images/generations", json=BODY)
        return len(base64.b64decode(json.loads(response.text)["data"][0]["b64_json"]))

    return draw


class _Item(msgspec.Struct):
    b64_json: str


class _Answer(msgspec.Struct):
    data: list[_Item]


async def _tuned(url: str, stack: AsyncExitStack) -> Draw:
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
    decoder = msgspec.json.Decoder(_Answer)

    async def draw() -> int:
        async with session.post(f"{url}/v1/images/generations", json=BODY) as response:
            answer = decoder.decode(await response.read())
            return len(pybase64.b64decode(answer.data[0].b64_json, validate=True))

    return draw


async def _kit(url: str, stack: AsyncExitStack) -> Draw:
    """All that a drawing does: picture checked in a thread, hashed, priced."""
    clock = SystemClock()
    opened = open_targets(load(), "openai", clock=clock, keys=["k" * 12], base_urls=[f"{url}/v1"])
    provider = opened[0].provider
    stack.push_async_callback(provider.aclose)  # type: ignore[attr-defined]  # an HttpProvider, seen as the port

    async def draw() -> int:
        generation = await provider.draw(ImageRequest(prompt="a red fox"), Ticket(1, clock.monotonic() + 120))
        return len(generation.pictures[0].data)

    return draw


CLIENTS = {
    "bare httpx + json + base64": _bare,
    "aiohttp + msgspec + pybase64": _tuned,
    "the kit (checked, hashed, priced)": _kit,
}


@dataclass(frozen=True)
class Turn:
    rate: float
    cpu: float
    peak: float


def _measure(name: str, url: str, at_once: int, seconds: float, result: Connection) -> None:
    async def main() -> Turn:
        async with AsyncExitStack() as stack:
            draw = await CLIENTS[name](url, stack)
            await asyncio.gather(*(draw() for _ in range(4)))
            ends = time.perf_counter() + seconds
            drawn = 0
            cpu, began = time.process_time(), time.perf_counter()

            async def work() -> None:
                nonlocal drawn
                while time.perf_counter() < ends:
                    assert await draw() > BYTES // 2
                    drawn += 1

            await asyncio.gather(*(work() for _ in range(at_once)))
            took = time.perf_counter() - began
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            return Turn(drawn / took, (time.process_time() - cpu) * 1000 / drawn, peak)

    result.send(uvloop.run(main()))


def _turn(name: str, url: str, at_once: int, seconds: float) -> Turn:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_measure, args=(name, url, at_once, seconds, theirs), daemon=True
    )
    process.start()
    turn: Turn = ours.recv()
    process.join()
    return turn


def _median(turns: list[Turn]) -> Turn:
    return Turn(*(statistics.median(getattr(turn, field) for turn in turns) for field in ("rate", "cpu", "peak")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=4.0)
    seconds = parser.parse_args().seconds
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    print("| Client | 32 at once: pictures/s | CPU ms a picture | peak MB, 32 | peak MB, 64 | peak MB, 256 |")  # noqa: T201
    print("|---|---|---|---|---|---|")  # noqa: T201
    found: dict[str, Turn] = {}
    for name in CLIENTS:
        found[name] = _median([_turn(name, url, 32, seconds) for _ in range(3)])
        peaks = [_turn(name, url, at_once, seconds).peak for at_once in (64, 256)]
        one = found[name]
        print(f"| {name} | {one.rate:,.0f} | {one.cpu:.2f} | {one.peak:.0f} | {peaks[0]:.0f} | {peaks[1]:.0f} |")  # noqa: T201
    bare, tuned, kit = found.values()
    cpu, rate = kit.cpu / bare.cpu, kit.rate / tuned.rate
    print(f"\nThe kit: {cpu:.2f}× the CPU of the bare loop, {rate:.2f}× the rate of the tuned one.")  # noqa: T201
    server.kill()


if __name__ == "__main__":
    main()
