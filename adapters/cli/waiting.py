"""Something moves on a terminal while a picture is drawn; elsewhere nothing is said."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Generator


@contextlib.contextmanager
def waiting() -> Generator[None]:
    """For as long as it takes."""
    if not sys.stderr.isatty():
        yield
        return
    task = asyncio.get_running_loop().create_task(_spin(sys.stderr.write))
    try:
        yield
    finally:
        task.cancel()
        sys.stderr.write("\r\x1b[K")


async def _spin(write: Callable[[str], int]) -> None:
    seconds = 0
    while True:
        write(f"\rdrawing … {seconds} s")
        sys.stderr.flush()
        await asyncio.sleep(1)
        seconds += 1
