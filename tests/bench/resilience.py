"""The naive loop, LiteLLM's Router and our client side by side against one fault-injecting server.

Run it with `python -m tests.bench.resilience`: all scenes take a quarter of an hour on an idle machine with two cores.

LiteLLM is installed into an environment of its own at the first run (in the folder given by `--litellm`); without a
package index its rows are missing. `--scene NAME` plays one scene, `--write` puts the tables into docs/resilience.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.bench.resilience_clients import (
    HEDGING,
    NAIVE,
    ONE_TRY,
    OURS,
    ROOT,
    Client,
    Running,
    litellm,
    routers,
    version,
    write,
)
from tests.bench.resilience_scenes import SCENES

PAGE = ROOT / "docs" / "resilience.md"
MARKS = ("<!-- the tables begin -->", "<!-- the tables end -->")
HEAD = "| | success | p50 s | p99 s | calls a picture | paid and lost, of 100 |\n|---|---|---|---|---|---|"


async def play(running: Running, url: str, client: Client) -> str:
    """One client through one scene, as a row of the table."""
    result = await running.result()
    if isinstance(result, str):
        return f"| {client.title} | did not run: {result} | | | | |"
    account: dict[str, int] = await asyncio.to_thread(_get, f"{url}/account")
    seconds = sorted(result["seconds"])
    p50, p99 = (seconds[int(share * (len(seconds) - 1))] for share in (0.5, 0.99))
    lost = account["drawn"] - result["pictures"] - int(result.get("late", 0))
    pictures = max(1, result["pictures"])
    return (
        f"| {client.title} | {result['pictures'] / result['valid']:.2%} | {p50:.1f} | {p99:.1f} "
        f"| {account['calls'] / pictures:.2f} | {100 * lost / pictures:.1f} |"
    )


async def scene(port: int, name: str, clients: list[Client]) -> str:
    """All clients at once, each in a world of its own, once every one of them is ready."""
    clients = [client for client in clients if client is not HEDGING or SCENES[name].hedged]
    urls = [f"http://127.0.0.1:{port}/{name}/{client.slug}" for client in clients]
    started = [await Running.start(client, url, name) for client, url in zip(clients, urls, strict=True)]
    rows = await asyncio.gather(*(play(*each) for each in zip(started, urls, clients, strict=True)))
    return f"**{SCENES[name].title}**\n\n{HEAD}\n" + "\n".join(rows)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", choices=SCENES, action="append")
    parser.add_argument("--litellm", type=Path, default=Path(tempfile.gettempdir()) / "bananabot-bench-litellm")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/resilience.md")
    chosen = parser.parse_args()
    python = await litellm(chosen.litellm)
    if python is None:
        print("LiteLLM could not be installed here: its rows are missing.")  # noqa: T201 - the tables are what this is for
    installed = await version(python) if python is not None else "not installed"
    clients = [OURS, HEDGING, ONE_TRY, NAIVE, *routers(python)]
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.resilience_server"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert server.stdout is not None
    assert server.stdin is not None
    port = int(await server.stdout.readline())
    tables: list[str] = []
    names, began = chosen.scene or list(SCENES), time.monotonic()
    for number, name in enumerate(names, 1):
        minutes = (time.monotonic() - began) / 60
        print(f"\n[{number} of {len(names)}, {minutes:.0f} min] {SCENES[name].title} …", file=sys.stderr, flush=True)  # noqa: T201 - as above
        tables.append(await scene(port, name, clients))
        print(f"\n{tables[-1]}", flush=True)  # noqa: T201 - as above
        if chosen.write and not chosen.scene:
            write(PAGE, MARKS, f"LiteLLM {installed}.\n\n" + "\n\n".join(tables))
    server.stdin.close()
    await server.wait()


def _get(url: str) -> dict[str, int]:
    with urllib.request.urlopen(url) as answer:
        account: dict[str, int] = json.load(answer)
        return account


if __name__ == "__main__":
    asyncio.run(main())
