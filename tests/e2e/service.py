"""`bananabot run` as a process of its own, told of everything by its variables alone."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Service:
    """`address` is where it listens and what its links begin with."""

    process: asyncio.subprocess.Process
    address: str

    def kill(self) -> None:
        """No goodbye: as when the machine loses power."""
        self.process.send_signal(signal.SIGKILL)


def free_port() -> int:
    """None of those that connections get by themselves: one of these might, before the service that is to listen there."""
    while True:
        port = secrets.randbelow(20_000) + 10_000
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


def environment(folder: Path, said: Mapping[str, str], port: int) -> dict[str, str]:
    """The variables of a service that listens there. `said` without the prefix of every variable."""
    house = {"DATA": str(folder), "HTTP": f"127.0.0.1:{port}", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    said = {**house, "LANGUAGE": "zh", "QUOTA_PERSON": "9/day", "LOG": "warning", **said}
    others = {name: value for name, value in os.environ.items() if not name.startswith("BANANABOT_")}
    return {**others, **{f"BANANABOT_{name}": value for name, value in said.items()}}


@asynccontextmanager
async def running(folder: Path, said: Mapping[str, str], port: int) -> AsyncGenerator[Service]:
    """From the moment it listens until it was told to stop, or was killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters",
        "run",
        env=environment(folder, said, port),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    log: list[str] = []
    reading: asyncio.Task[bytes] | None = None
    try:
        async with asyncio.timeout(90):
            while not any("listening on" in line for line in log):
                log.append((await process.stderr.readline()).decode())
                assert log[-1], "".join(log)
        reading = asyncio.create_task(process.stderr.read())
        yield Service(process, f"http://127.0.0.1:{port}")
    finally:
        await _ended(process)
        log.append((await (reading or process.stderr.read())).decode())
        sys.stdout.write("".join(log))  # pytest shows it with a failure


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(60):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
