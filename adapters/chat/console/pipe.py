"""Reads lines from another program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import BinaryIO

_LONGEST = 1 << 20


async def piped_lines(stream: BinaryIO) -> AsyncIterator[str]:
    """Until the end of input. Read in a thread of its own, which nobody waits for when the program ends early."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes] = asyncio.Queue()

    def feed() -> None:
        while line := stream.readline(_LONGEST):
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, b"")

    threading.Thread(target=feed, daemon=True, name="stdin").start()
    while line := await lines.get():
        yield line.decode("utf-8", "replace").rstrip("\r\n")
