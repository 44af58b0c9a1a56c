"""`bananabot providers --watch` on a real terminal, while a worker beside it meets trouble and gets over it."""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from random import Random

import pytest

from adapters.cli.opening import settings
from adapters.clock import SystemClock
from adapters.settings.secrets import secret
from bot.errors import NobodyLeft, Overloaded
from bot.model import ImageRequest
from bot.ports import Ticket
from bot.resilience import Resilient, Target
from storage.store import open_store
from tests.fakes.provider import Act, FakeProvider

ROOT = Path(__file__).parents[3]
PATIENT = 60.0
FOX = ImageRequest(prompt="a red fox")


class Terminal:
    """A program on a pseudo-terminal of 250 columns."""

    def __init__(self, *words: str) -> None:
        self._ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 250, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "adapters", *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "250"},  # whatever this shell has
        )
        os.close(theirs)

    def shows(self, wanted: str) -> str:
        """Wait until the latest screen matches; what was written since the last look."""
        seen, ends = "", time.monotonic() + PATIENT
        while not re.search(wanted, seen):
            left = ends - time.monotonic()
            assert left > 0, f"never seen {wanted!r} in {seen!r}"
            assert select.select([self._ours], [], [], left)[0], f"never seen {wanted!r} in {seen!r}"
            seen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", os.read(self._ours, 65_536).decode())
        return seen

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        while self.process.poll() is None:  # it writes on until it ends
            if select.select([self._ours], [], [], 0.1)[0]:
                try:
                    os.read(self._ours, 65_536)
                except OSError:  # the terminal is gone with its program
                    break
        return self.process.wait(PATIENT)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


async def test_trouble_is_seen_as_it_comes_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BANANABOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    found, clock = settings(), SystemClock()
    store = await open_store(found.house.url, found.house.data, secret(found.house), clock)
    provider = FakeProvider(clock, "sketch", [Act(error=Overloaded("no room"))])
    worker = Resilient(
        [Target(id="sketch/here/key1", provider=provider)],
        clock=clock,
        random=Random(1),
        store=store.targets,
    )
    terminal = await asyncio.to_thread(Terminal, "providers", "--watch")
    try:
        await asyncio.to_thread(terminal.shows, r"sketch/here/key1\s+ready")
        for _ in range(7):
            with pytest.raises(NobodyLeft):
                await worker.draw(FOX, Ticket(job=1, deadline=clock.monotonic() + 0.5))
        await worker.refresh()
        seen = r"failing\s+the last 7 calls failed, last Overloaded at sketch: no room"
        await asyncio.to_thread(terminal.shows, rf"sketch/here/key1\s+{seen}")
        provider.script = [Act()]
        for _ in range(8):
            await worker.draw(FOX, Ticket(job=2, deadline=clock.monotonic() + PATIENT))
        await worker.refresh()
        await asyncio.to_thread(terminal.shows, r"sketch/here/key1\s+ready")
        assert await asyncio.to_thread(terminal.interrupt) == 0
    finally:
        terminal.close()
        await worker.close()
        await store.close()
