"""`kill -9` at random moments: nothing accepted is lost, nobody is charged twice, nothing is delivered twice."""

from __future__ import annotations

import collections
import contextlib
import itertools
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.remains import Lost, check_calls, lost_calls
from tests.crash.victim import lines


def killed(folder: Path, kills: int, asked: int) -> Lost:
    """Let it live short lives until `kills` of them were killed at a random moment of their work, and then one to its end.

    Returns what was unknown at each death.
    """
    lost: dict[int, frozenset[int]] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crash.victim", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for life in itertools.count(1):
            last = len(lost) == kills
            nursery.stdin.write("finish\n" if last else f"live {asked * life // kills}\n")
            nursery.stdin.flush()
            child = int(nursery.stdout.readline())
            if not last:
                nursery_wait(folder, life)
                signal.sigtimedwait([], random.uniform(0.0, 0.5))
                with contextlib.suppress(ProcessLookupError):  # a life may have done all its work by now
                    os.kill(child, signal.SIGKILL)
            ended = nursery.stdout.readline()
            assert ended in {"ended 0\n", f"ended {signal.SIGKILL}\n"}
            if last:
                assert ended == "ended 0\n"
                break
            if ended != "ended 0\n":
                lost[life] = lost_calls(folder)
        nursery.stdin.close()
    return lost


def nursery_wait(folder: Path, lives: int) -> None:
    """Until this life has opened its house (or has come to its end already)."""
    while len(lines(folder, "alive")) < lives:
        signal.sigtimedwait([], 0.002)


def check(folder: Path) -> None:
    """Read the file with another program's eyes: plain SQL."""
    db = sqlite3.connect(folder / "bananabot.db")
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    events = {row[0] for row in db.execute("SELECT event FROM jobs")}
    acknowledged = {line.split()[0] for line in lines(folder, "acknowledged")}
    assert acknowledged <= events
    states = collections.Counter(row[0] for row in db.execute("SELECT state FROM jobs"))
    assert set(states) <= {"delivered", "waiting", "refunded"}, states
    sums = dict(db.execute("SELECT kind, SUM(units) FROM ledger GROUP BY kind"))
    assert sums["reserve"] == sums.get("settle", 0) + sums.get("refund", 0)
    delivered = db.execute(
        "SELECT COUNT(*) FROM pictures p JOIN jobs j ON j.id = p.job WHERE j.state IN ('delivered', 'waiting')"
    ).fetchone()[0]
    assert sums.get("settle", 0) == delivered > 0
    assert db.execute("SELECT COUNT(*) FROM counters WHERE held <> 0").fetchone() == (0,)
    twice = [job for job, times in collections.Counter(lines(folder, "delivered")).items() if times > 1]
    assert twice == []
    db.close()


def test_a_bot_killed_at_random_moments_keeps_its_promises(tmp_path: Path) -> None:
    lost = killed(tmp_path, kills=10, asked=100)
    check(tmp_path)
    check_calls(tmp_path, lost)


@pytest.mark.slow
def test_two_hundred_kills_while_fifty_jobs_run(tmp_path: Path) -> None:
    lost = killed(tmp_path, kills=200, asked=3_000)
    check(tmp_path)
    check_calls(tmp_path, lost)
