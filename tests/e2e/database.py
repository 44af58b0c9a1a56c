"""The database of a house before its first message, as its first start would make it: made once a process, then copied."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.upkeep import upgrade


def prepare(folder: Path) -> None:
    """Lay it there, unless a house has been there before. Every step of the migrations costs a test forty milliseconds."""
    file = folder / "bananabot.db"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as thread:  # the test's own loop is running here
        file = Path(folder) / "bananabot.db"
        thread.submit(asyncio.run, upgrade(f"sqlite:///{file}")).result()
        return file.read_bytes()
