"""How often prompts that are almost the same ask for another picture, and how long one search takes.

`python -m tests.bench.reuse_pairs PAIRS.tsv PROMPTS.txt`: pairs have a head line and the columns score, a, b.
"""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa

from bot.reuse.likeness import ALIKE, difference, nearest, words
from storage.engine import Engine, database_url, open_engine
from storage.transactions.likeness import find, keep
from storage.upkeep import upgrade

_SAY = sys.stdout.write
_SCANNED = 20
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


async def search(prompts: Sequence[str], count: int) -> list[str]:
    """Every prompt, made many by changing two words, in one chat: look for changed ones."""
    chance = random.Random(7)
    vocabulary = sorted({word for prompt in prompts for word in re.findall(r"\w{4,}", prompt)})
    many = [_changed(chance.choice(prompts), vocabulary, chance) for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/b.db"
        await upgrade(url)
        engine = open_engine(database_url(url))
        try:
            return [*await _filled(engine, many), *await _timed(engine, many, vocabulary, chance)]
        finally:
            await engine.close()


async def _filled(engine: Engine, many: Sequence[str]) -> list[str]:
    began = time.perf_counter()
    for start in range(0, len(many), 1000):
        await engine.write(_fill, many[start : start + 1000], start + 1)
    each = (time.perf_counter() - began) / len(many)
    return [f"Kept {len(many):,} prompts, {1e6 * each:.0f} µs each (in transactions of 1,000)."]


def _fill(c: sa.Connection, prompts: Sequence[str], first: int) -> None:
    for number, prompt in enumerate(prompts, first):
        c.execute(
            sa.text(
                "INSERT INTO jobs (id, platform, event, state, vt, prompt, not_before, created) "
                "VALUES (:id, 'b', :id, 'delivered', 0, :prompt, 0, 0)"
            ),
            {"id": number, "prompt": prompt},
        )
        keep(c, number, "b:1", words(prompt))


async def _timed(engine: Engine, many: Sequence[str], vocabulary: Sequence[str], chance: random.Random) -> list[str]:
    asked = [_one(chance.choice(many), vocabulary, chance) for _ in range(400)]
    times: list[float] = []
    found = 0
    for prompt in asked:
        began = time.perf_counter()
        best = nearest(prompt, await engine.read(find, "b:1", words(prompt), 100))
        times.append(1000 * (time.perf_counter() - began))
        found += best is not None
    exact, there = 0, 0
    for prompt in asked[:_SCANNED]:
        exact += nearest(prompt, list(enumerate(many))) is not None
        there += nearest(prompt, await engine.read(find, "b:1", words(prompt), 100)) is not None
    cuts = statistics.quantiles(times, n=100)
    words_changed = (
        f"Found something for {found} of {len(asked)} prompts with one word changed; of the first {_SCANNED} a full"
    )
    return [
        f"{words_changed} scan finds {exact}, the index {there}.",
        f"One search: median {statistics.median(times):.2f} ms, 95 % within {cuts[94]:.2f} ms, 99 % within {cuts[98]:.2f} ms.",
    ]


def _changed(prompt: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    """Half of its words others: enough to be another prompt."""
    return re.sub(r"\w{4,}", lambda m: chance.choice(vocabulary) if chance.random() < 0.5 else m[0], prompt)


def _one(prompt: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    """One word of it another; one character where there are no blanks."""
    parts, blank = (prompt.split(" "), " ") if " " in prompt else (list(prompt), "")
    other = chance.choice(vocabulary)
    parts[chance.randrange(len(parts))] = other if blank else chance.choice(other)
    return blank.join(parts)


def main(arguments: Sequence[str], say: Callable[[str], object] = _SAY) -> None:
    table, prompts = map(Path, arguments[:2])
    say("\n".join(pairs(table)) + "\n\n")
    lines = [line for line in prompts.read_text("utf-8").splitlines() if line.strip()]
    say("\n".join(asyncio.run(search(lines, 100_000))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
