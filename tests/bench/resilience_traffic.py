"""The same requests at the same times for every client. Standard library alone."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from random import Random

from tests.bench.resilience_scenes import Scene

Draw = Callable[[str, float], Awaitable[bool]]
"""Ask for a picture of this prompt, within so many seconds; was there one?"""


async def offer(scene: Scene, draw: Draw, ready: float | None = None) -> dict[str, object]:
    """Say that we are ready, wait to be told to begin, and offer the scene's requests; what came of the valid ones.

    `seconds`: one without a picture has waited until its deadline, whenever its client gave up.

    `ready`: how old the process was when the client had been built, if that was not just now.
    """
    ready = ready or age()
    print("ready", flush=True)  # noqa: T201 - the bench reads it
    await asyncio.to_thread(sys.stdin.readline)
    if scene.at_once:
        return {"ready": ready, **await _keep_busy(scene, draw)}
    random = Random(5)
    seconds: list[float] = []
    pictures, valid = 0, 0
    errors: dict[str, int] = {}

    async def one(prompt: str) -> None:
        nonlocal pictures
        began = time.monotonic()
        try:
            got = await asyncio.wait_for(draw(prompt, scene.patience), scene.patience + 5)
        except Exception as error:  # noqa: BLE001 - whatever a client raises is a request without a picture
            got = False
            errors[type(error).__name__] = errors.get(type(error).__name__, 0) + 1
        if not prompt.startswith("!"):
            pictures += got
            seconds.append(time.monotonic() - began if got else max(scene.patience, time.monotonic() - began))

    tasks: list[asyncio.Task[None]] = []
    began, at = time.monotonic(), 0.0
    while at < scene.seconds:
        invalid = random.random() < scene.invalid
        valid += not invalid
        tasks.append(asyncio.create_task(one(f"{'!' if invalid else ''}a fox {len(tasks)}")))
        at += random.expovariate(scene.rate)
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
    await asyncio.gather(*tasks)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "valid": valid,
        "pictures": pictures,
        "seconds": seconds,
        "errors": errors,
        "requests": len(tasks),
        "cpu": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }


async def _keep_busy(scene: Scene, draw: Draw) -> dict[str, object]:
    """`at_once` in flight until `requests` are done: pictures a second, CPU of this process for one, its peak memory."""
    left = iter(range(scene.requests))
    pictures = 0

    async def work() -> None:
        nonlocal pictures
        for number in left:
            got = await draw(f"a fox {number}", scene.patience)
            pictures += got

    await draw("the first one opens connections", scene.patience)
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    await asyncio.gather(*(work() for _ in range(scene.at_once)))
    took, used = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return {
        "rate": pictures / took,
        "cpu_ms": 1_000 * cpu / pictures,
        "peak_mb": used.ru_maxrss / 1_024,
    }


def age() -> float:
    """Seconds since this process was started (Linux)."""
    with open("/proc/self/stat", "rb") as stat:  # noqa: PTH123 - standard library alone, and quick
        started = int(stat.read().rpartition(b")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


def report(result: dict[str, object]) -> None:
    print(json.dumps(result))  # noqa: T201 - the bench reads it
