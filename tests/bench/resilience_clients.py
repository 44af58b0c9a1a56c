"""Who is compared, and how each is started: in a process of its own, LiteLLM in an environment of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_OURS, _NAIVE, _LITELLM = (f"tests.bench.resilience_{name}" for name in ("ours", "naive", "litellm"))


@dataclass(frozen=True)
class Client:
    title: str
    slug: str
    python: str
    module: str
    arguments: tuple[str, ...] = ()


OURS = Client("ours", "ours", sys.executable, _OURS)
HEDGING = Client("ours, hedging on", "hedging", sys.executable, _OURS, ("hedging",))
KIT = Client("our kit alone", "kit", sys.executable, _OURS, ("bare",))
ONE_TRY = Client("one try", "once", sys.executable, _NAIVE, ("1",))
NAIVE = Client("naive loop, 7 tries", "naive", sys.executable, _NAIVE, ("7",))


def routers(python: str | None) -> list[Client]:
    """LiteLLM's Router with its cooldowns on and off; nobody where it could not be installed."""
    return [
        Client(f"LiteLLM, cooldowns {word}", f"lite-{word}", python, _LITELLM, (word,))
        for word in ("on", "off")
        if python is not None
    ]


async def litellm(folder: Path) -> str | None:
    """The interpreter of LiteLLM's environment, made when it is not there; None where it cannot be installed."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        install = await asyncio.create_subprocess_exec(python, "-m", "pip", "install", "-q", "litellm")
        await install.wait()
    check = await asyncio.create_subprocess_exec(
        python, "-c", "import litellm.router", stderr=asyncio.subprocess.DEVNULL, env=environment()
    )
    return str(python) if await check.wait() == 0 else None


async def version(python: str) -> str:
    """LiteLLM's, in that environment."""
    words = "import importlib.metadata; print(importlib.metadata.version('litellm'))"
    asked = await asyncio.create_subprocess_exec(python, "-c", words, stdout=asyncio.subprocess.PIPE)
    out, _ = await asked.communicate()
    return out.decode().strip()


class Running:
    """A client that has been started. It says when it is ready, and begins when it is told to: nobody begins while others load."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, client: Client, url: str, scene: str) -> Running:
        process = await asyncio.create_subprocess_exec(
            *(client.python, "-m", client.module, url, scene, *client.arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=2**24,
            cwd=ROOT,
            env=environment(),
        )
        assert process.stdout is not None
        await process.stdout.readline()
        return cls(process)

    async def result(self) -> dict[str, Any] | str:
        """What it found, or its last words."""
        out, err = await self._process.communicate(b"go\n")
        if self._process.returncode:
            return err.decode().strip().splitlines()[-1]
        found: dict[str, Any] = json.loads(out.splitlines()[-1])
        return found


def write(page: Path, marks: tuple[str, str], text: str) -> None:
    """Between the marks of a page."""
    begin, end = marks
    before, _, rest = page.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")


def environment() -> dict[str, str]:
    return {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "PYTHONPATH": str(ROOT)}
