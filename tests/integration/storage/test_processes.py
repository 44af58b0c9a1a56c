"""Two processes on one database."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import Process
from pathlib import Path

import pytest

from storage.engine import Engine
from tests.contracts.store_audit import assert_sound
from tests.contracts.store_rush import LIMIT


async def _start(url: str, folder: Path, prefix: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.contracts.store_rush", url, str(folder), "64", prefix),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def _accepted(process: Process, who: str) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{who}\n".encode())
    await process.stdin.drain()
    return int(await process.stdout.readline())


async def _rounds(url: str, folder: Path, count: int) -> list[int]:
    processes = [await _start(url, folder, prefix) for prefix in "ab"]
    found = [
        sum(await asyncio.gather(*(_accepted(process, f"p{number}") for process in processes)))
        for number in range(count)
    ]
    for process in processes:
        await process.communicate(b"\n")
    return found


async def test_two_processes_times_sixty_four_with_ten_left_are_exactly_ten(
    url: str, tmp_path: Path, engine: Engine
) -> None:
    assert await _rounds(url, tmp_path, 3) == [LIMIT] * 3
    await assert_sound(engine)


@pytest.mark.slow
@pytest.mark.parametrize("piece", range(10))  # a thousand in all; in pieces, so that a shared machine has room between
async def test_a_thousand_times(url: str, tmp_path: Path, engine: Engine, piece: int) -> None:
    del piece
    assert await _rounds(url, tmp_path, 100) == [LIMIT] * 100
    await assert_sound(engine)
