"""How quickly each door opens and what an idle service weighs: `python -m tests.bench.startup` prints a Markdown table."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_ROOT = Path(__file__).parents[2]
_TIMES = 3
_PYTHON = (sys.executable, "-c", "pass")
_BOT = (sys.executable, "-m", "adapters")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds by the clock on the wall and of the processor; the best of a few."""

    wall: float
    cpu: float


def measured(command: Sequence[str], folder: str, typed: bytes = b"") -> Timing:
    runs = [_once(command, folder, typed) for _ in range(_TIMES + 1)][1:]  # the first one warms the disk's memory
    return Timing(min(run.wall for run in runs), min(run.cpu for run in runs))


def _once(command: Sequence[str], folder: str, typed: bytes) -> Timing:
    before, begun = _spent(), time.perf_counter()
    subprocess.run(command, cwd=folder, env=_environment(), input=typed, check=True, capture_output=True)
    return Timing(time.perf_counter() - begun, _spent() - before)


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANANABOT_")}
    return {**kept, "PYTHONPATH": str(_ROOT), "BANANABOT_HTTP": "127.0.0.1:0"}


def idle_megabytes(folder: str) -> float:
    """Resident memory of `bananabot run` without a token, once it listens."""
    with subprocess.Popen(
        [*_BOT, "run"], cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as service:
        assert service.stderr is not None
        for line in service.stderr:
            if b"listening" in line:
                break
        time.sleep(1.5)  # a measurement, not a test: the first sweep and the first beat belong to idling
        weight = psutil.Process(service.pid).memory_info().rss
        service.terminate()
    return weight / 1_000_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        python = measured(_PYTHON, folder)
        rows = [
            ("`python -c pass`, to compare with", python, ""),
            ("`bananabot --help`", measured([*_BOT, "--help"], folder), "0.4"),
            (
                '`bananabot imagine "a red fox"`',
                measured([*_BOT, "imagine", "a red fox", "-o", "f.png"], folder),
                "1.5",
            ),
            ("`bananabot chat`, one answer from a pipe", measured([*_BOT, "chat"], folder, b"/quota\n"), "2"),
        ]
        weight = idle_megabytes(folder)
    sys.stdout.write("| Started cold | s | CPU s | goal s | × bare Python |\n|---|---|---|---|---|\n")
    for name, took, goal in rows:
        sys.stdout.write(f"| {name} | {took.wall:.2f} | {took.cpu:.2f} | {goal} | {took.wall / python.wall:.0f} |\n")
    sys.stdout.write(f"\nAn idle `bananabot run` without a token: {weight:.0f} MB resident (goal 90).\n")


if __name__ == "__main__":
    main()
