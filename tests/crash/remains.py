"""What a life has left in the store when it was killed, read from a copy: the next life must find everything as it lay."""

from __future__ import annotations

import collections
import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.crash.victim import lines

Lost = Mapping[int, frozenset[int]]
"""By the number of a killed life: the jobs it was drawing without a word in the store of what became of the call."""


def lost_calls(folder: Path) -> frozenset[int]:
    """Jobs being drawn, with neither the provider's handle nor a picture noted: a call for one of them is an unknown outcome."""
    with tempfile.TemporaryDirectory() as copies:
        for file in folder.glob("bananabot.db*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, copies)
        db = sqlite3.connect(Path(copies) / "bananabot.db")
        drawing = db.execute("SELECT id FROM jobs WHERE state = 'drawing' AND submission IS NULL").fetchall()
        db.close()
    return frozenset(job for (job,) in drawing)


def check_calls(folder: Path, lost: Lost) -> None:
    """A job is paid for again only when the life that paid before was killed and its outcome was unknown by then."""
    paid: dict[int, list[int]] = collections.defaultdict(list)
    for job, life in _numbers(lines(folder, "paid")):
        paid[job].append(life)
    for job, lives in paid.items():
        for before, after in itertools.pairwise(lives):
            assert before < after, f"job {job} is paid twice in life {before}"
            assert job in lost.get(before, ()), (
                f"job {job} is paid in life {after}, though life {before} noted its outcome"
            )
    for job, life in _numbers(lines(folder, "resumed")):
        assert paid[job], f"job {job} is resumed and was never paid"
        assert paid[job][-1] <= life, (
            f"job {job} is paid in life {paid[job][-1]}, though its handle was known in {life}"
        )


def _numbers(written: Sequence[str]) -> list[tuple[int, int]]:
    """Lines of a job and a life."""
    return [(int(job), int(life)) for job, life in map(str.split, written)]
