"""How long sketch paints: milliseconds a picture at 1024 × 1024, one thread. Goal: under 150.

Run: python -m tests.bench.sketch [rounds]
"""

from __future__ import annotations

import sys
import time
from statistics import median, quantiles

from adapters.images.sketch.commission import Commission
from adapters.images.sketch.painter import new_painter

PROMPTS = (
    "a red fox in a snowy forest", "夜晚的城市，霓虹灯", "sailing boat on a calm sea at sunset", "a bouquet of roses",
    "abstract waves in blue and gold", "水墨山水", "portrait of a woman", "an astronaut cat on the moon", "bauhaus poster",
    "竹林里的大熊猫", "goldfish underwater", "field of sunflowers",
)  # fmt: skip


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    painter = new_painter()
    painter.paint(Commission(PROMPTS[0], 0, 1024, 1024))
    wall: list[float] = []
    cpu: list[float] = []
    for seed in range(rounds):
        for prompt in PROMPTS:
            started, used = time.perf_counter(), time.thread_time()
            painter.paint(Commission(prompt, seed, 1024, 1024))
            wall.append(1000 * (time.perf_counter() - started))
            cpu.append(1000 * (time.thread_time() - used))
    for name, values in (("wall", wall), ("cpu", cpu)):
        slow = quantiles(values, n=20)[-1]
        sys.stdout.write(f"{name}: median {median(values):.0f} ms, p95 {slow:.0f} ms, {len(values)} pictures\n")


if __name__ == "__main__":
    main()
