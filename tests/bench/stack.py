"""What the whole client costs beside the bare kit and LiteLLM's Router: one call, a thousand in flight, pictures of 1.3 MB.

Run it with `python -m tests.bench.stack [turns]`. Each client runs alone, in a process of its own, against one server whose answers
are made beforehand; ours with its state in a database, a log line and a count for each attempt. Medians.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.resilience_clients import KIT, NAIVE, OURS, ROOT, Client, Running, litellm, routers, write
from tests.bench.resilience_scenes import LOADS

HEAD = (
    "| | CPU ms a call | 1,000 in flight: calls/s | 1.3 MB, 32 at once: pictures/s | CPU ms | 256 at once: peak MB "
    "| imported and built after s |\n"
    "|---|---|---|---|---|---|---|"
)
PAGE = ROOT / "docs" / "performance.md"
Figures = dict[str, float]


async def measured(port: int, client: Client, scene: str, turns: int) -> Figures | str:
    """Medians of one client in one scene, or its last words."""
    found: list[Figures] = []
    for _ in range(turns):
        running = await Running.start(client, f"http://127.0.0.1:{port}/{scene}/{client.slug}", scene)
        result = await running.result()
        if isinstance(result, str):
            return result
        found.append(result)
    return {name: statistics.median(one[name] for one in found) for name in ("rate", "cpu_ms", "peak_mb", "ready")}


async def row(port: int, client: Client, turns: int) -> tuple[str, float]:
    """A row of the table, and the CPU of one call."""
    found: dict[str, Figures] = {}
    for scene in LOADS:
        print(f"{client.title}: {LOADS[scene].title} …", file=sys.stderr, flush=True)  # noqa: T201 - it takes minutes
        figures = await measured(port, client, scene, turns)
        if isinstance(figures, str):
            return f"| {client.title} | did not run: {figures} | | | | | |", float("nan")
        found[scene] = figures
    one, thousand, some, many = (found[scene] for scene in ("one", "thousand", "load-32", "load-256"))
    return (
        f"| {client.title} | {one['cpu_ms']:.2f} | {thousand['rate']:,.0f} | {some['rate']:,.0f} | {some['cpu_ms']:.2f} "
        f"| {many['peak_mb']:,.0f} | {one['ready']:.2f} |"
    ), one["cpu_ms"]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("turns", nargs="?", type=int, default=3)
    parser.add_argument("--litellm", type=Path, default=Path(tempfile.gettempdir()) / "bananabot-bench-litellm")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    chosen = parser.parse_args()
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.stack_server"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert server.stdout is not None
    assert server.stdin is not None
    port = int(await server.stdout.readline())
    lines, costs = [HEAD], dict[str, float]()
    for client in (OURS, KIT, NAIVE, *routers(await litellm(chosen.litellm))[1:]):
        patient = client.slug.startswith("lite")  # ten times slower: one turn of it takes as long as ours together
        line, costs[client.slug] = await row(port, client, 1 if patient else chosen.turns)
        lines.append(line)
    lines.append(f"\nThe whole client costs {costs['ours'] - costs['kit']:.2f} ms a call over the bare kit.")
    print("\n".join(lines))  # noqa: T201 - the table is what this is for
    if chosen.write:
        write(PAGE, ("<!-- the stack begins -->", "<!-- the stack ends -->"), "\n".join(lines))
    server.stdin.close()
    await server.wait()


if __name__ == "__main__":
    asyncio.run(main())
