"""How often prompts that are almost the same ask for another picture.

`python -m tests.bench.reuse_pairs PAIRS.tsv`: pairs have a head line and the columns score, a, b.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.reuse.likeness import ALIKE, difference, nearest, words

_SAY = sys.stdout.write
# What changes nothing in a picture, by our judgement: how it is to be praised, rendered and credited, and little words.
_STYLE = frozenset(
    re.findall(
        r"\w+",
        """a an the of in on at with and by to for from is as very highly high ultra super extremely hyper detail details detailed
    quality realistic realism sharp focus smooth 4 8 4k 8k k hd uhd hdr artstation trending cgsociety deviantart octane unreal
    engine 5 render rendered rendering intricate elegant masterpiece beautiful award winning digital painting concept art
    illustration cinematic lighting dramatic photorealistic resolution style artwork matte greg rutkowski artgerm alphonse
    mucha wlop beeple ilya kuvshinov""",
    )
)


def changes(a: str, b: str) -> str:
    """`none`: only blanks, case, order of words or punctuation; `style`: only such words; `subject`: something to be seen."""
    gone = set(words(a)) ^ set(words(b))
    if not gone:
        return "none"
    return "style" if gone <= _STYLE else "subject"


def pairs(path: Path) -> list[str]:
    rows = [line.split("\t")[1:3] for line in path.read_text("utf-8").splitlines()[1:]]
    lines: list[str] = [
        "| similarity | pairs | only punctuation, case, order | only style words | something to be seen |"
    ]
    lines.append("|---|---|---|---|---|")
    for low, high in ((0.85, 0.9), (0.9, 0.95), (0.95, 1.01), (0.85, 1.01)):
        kinds = [changes(a, b) for a, b in rows if low <= _alike(a, b) < high]
        shares = " | ".join(f"{_percent(kinds.count(kind), len(kinds))}" for kind in ("none", "style", "subject"))
        lines.append(f"| {low:.2f} to {min(high, 1):.2f} | {len(kinds)} | {shares} |")
    near = [(a, b) for a, b in rows if _alike(a, b) >= ALIKE]
    lines += ["", "A few of them:", ""]
    for a, b in random.Random(7).sample(near, min(6, len(near))):
        found = difference(a, b)
        lines.append(f"* “{found.earlier}” → “{found.new}”")
    return lines


def _alike(a: str, b: str) -> float:
    return (nearest(a, [(0, b)]) or (0, 0.0))[1]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def main(arguments: Sequence[str], say: Callable[[str], object] = _SAY) -> None:
    say("\n".join(pairs(Path(arguments[0]))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
