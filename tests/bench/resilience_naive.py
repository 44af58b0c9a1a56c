"""The loop that everybody writes first: seven tries, exponential back-off, the next endpoint each time."""

from __future__ import annotations

import asyncio
import random
import sys
from itertools import cycle

import aiohttp
import uvloop

from tests.bench.resilience_scenes import ALL
from tests.bench.resilience_traffic import offer, report


async def main(url: str, name: str, tries: int) -> None:
    scene = ALL[name]
    targets = cycle([(d, key) for d, keys in zip("ab", scene.keys, strict=True) for key in keys])

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def once(prompt: str, seconds: float) -> bool:
            deployment, key = next(targets)
            async with session.post(
                f"{url}/{deployment}/v1/images/generations",
                json={"model": "m", "prompt": prompt, "n": 1},
                headers={"Authorization": f"Bearer {key}"},
                timeout=aiohttp.ClientTimeout(seconds),
            ) as answer:
                answer.raise_for_status()
                return bool((await answer.json())["data"])

        async def draw(prompt: str, seconds: float) -> bool:
            for number in range(tries):
                try:
                    if await once(prompt, seconds):
                        return True
                except aiohttp.ClientError:
                    pass
                if number + 1 < tries:
                    await asyncio.sleep(min(32.0, 2.0**number) * random.uniform(1.0, 1.3))
            return False

        report(await offer(scene, draw))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
