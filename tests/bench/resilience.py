"""The naive loop, LiteLLM's Router and our client side by side against one fault-injecting server.

Run it with `python -m tests.bench.resilience`.

LiteLLM is installed into an environment of its own at the first run (in the folder given by `--litellm`); without a
package index its rows say so. `--scene NAME` plays one scene, `--out FILE` keeps the table.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import urllib.request
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.resilience_scenes import ALL, LOADS

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Client:
    title: str
    slug: str
    python: str
    module: str
    arguments: tuple[str, ...] = ()


async def litellm(folder: Path) -> str | None:
    """The interpreter of LiteLLM's environment, made when it is not there; None where it cannot be installed."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        install = await asyncio.create_subprocess_exec(python, "-m", "pip", "install", "-q", "litellm")
        await install.wait()
    check = await asyncio.create_subprocess_exec(
        python, "-c", "import litellm.router", stderr=asyncio.subprocess.DEVNULL, env=_environment()
    )
    return str(python) if await check.wait() == 0 else None


def clients(python: str | None) -> list[Client]:
    ours, naive = "tests.bench.resilience_ours", "tests.bench.resilience_naive"
    found = [
        Client("ours", "ours", sys.executable, ours),
        Client("our kit alone", "kit", sys.executable, ours, ("bare",)),
        Client("one try", "once", sys.executable, naive, ("1",)),
        Client("naive loop, 7 tries", "naive", sys.executable, naive, ("7",)),
    ]
    if python is not None:
        module = "tests.bench.resilience_litellm"
        found += [
            Client("LiteLLM, cooldowns on", "lite-on", python, module, ("on",)),
            Client("LiteLLM, cooldowns off", "lite-off", python, module, ("off",)),
        ]
    return found


async def play(port: int, scene: str, client: Client) -> str:
    """One client through one scene, as a row of the table."""
    url = f"http://127.0.0.1:{port}/{scene}/{client.slug}"
    process = await asyncio.create_subprocess_exec(
        client.python,
        "-m",
        client.module,
        url,
        scene,
        *client.arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env=_environment(),
    )
    out, err = await process.communicate()
    if process.returncode:
        return f"| {client.title} | did not run: {err.decode().strip().splitlines()[-1]} | | | | |"
    result: dict[str, Any] = json.loads(out.splitlines()[-1])
    if scene in LOADS:
        rate, cpu, peak, ready = (result[name] for name in ("rate", "cpu_ms", "peak_mb", "ready"))
        return f"| {client.title} | {rate:.0f} | {cpu:.2f} | {peak:.0f} | {ready:.2f} |"
    account: dict[str, int] = await asyncio.to_thread(_get, f"{url}/account")
    seconds = sorted(result["seconds"])
    p50, p99 = (seconds[int(share * (len(seconds) - 1))] if seconds else float("nan") for share in (0.5, 0.99))
    lost = account["drawn"] - result["pictures"] - int(result.get("late", 0))
    return (
        f"| {client.title} | {result['pictures'] / result['valid']:.2%} | {p50:.1f} | {p99:.1f} "
        f"| {account['calls'] / result['requests']:.2f} | {lost} |"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", choices=ALL, action="append")
    parser.add_argument("--litellm", type=Path, default=Path(tempfile.gettempdir()) / "bananabot-bench-litellm")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    python = await litellm(chosen.litellm)
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.resilience_server",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert server.stdout is not None
    assert server.stdin is not None
    port = int(await server.stdout.readline())
    lines: list[str] = []
    for scene in chosen.scene or ALL:
        playing = clients(python)
        if scene in LOADS:  # one after another: here the client itself is the bottleneck
            rows = [
                await play(port, scene, client)
                for client in playing
                if client.slug in {"ours", "kit", "naive", "lite-off"}
            ]
            head = "| | pictures/s | CPU ms a picture | peak MB | first call after s |\n|---|---|---|---|---|"
        else:
            rows = await asyncio.gather(*(play(port, scene, client) for client in playing if client.slug != "kit"))
            head = "| | success | p50 s | p99 s | calls a request | paid and lost |\n|---|---|---|---|---|---|"
        lines.append(f"\n**{ALL[scene].title}**\n\n{head}\n" + "\n".join(rows))
        print(lines[-1], flush=True)  # noqa: T201 - the table is what this is for
    if python is None:
        print("\nLiteLLM could not be installed here: its rows are missing.")  # noqa: T201
    if chosen.out:
        chosen.out.write_text("\n".join(lines) + "\n", "utf-8")
    server.stdin.close()
    await server.wait()


def _get(url: str) -> dict[str, int]:
    with urllib.request.urlopen(url) as answer:
        account: dict[str, int] = json.load(answer)
        return account


def _environment() -> dict[str, str]:
    return {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    asyncio.run(main())
