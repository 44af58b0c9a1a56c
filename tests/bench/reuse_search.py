"""How long one search for what is almost the same takes among 100,000 prompts of one chat, and what it misses.

`python -m tests.bench.reuse_search [--postgres] PROMPTS.txt …`: each file's prompts are made many by exchanging half of their
words among them; then some with one word changed are looked for (one character where there are no blanks). The first hundred are
also compared with all 100,000, letter by letter.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.reuse.likeness import ALIKE, fold, marks, nearest
from bot.reuse.memory import CANDIDATES
from storage.engine import Engine, database_url, open_engine
from storage.schema.columns import EPOCH
from storage.transactions.likeness import find, keep
from tests.contracts.store_databases import Databases, postgres_server

_SAY = sys.stdout.write
_MANY = 100_000
_ASKED = 400
_SCANNED = 100
_FOUND = "found of what is there", "to keep one"


@dataclass(frozen=True, slots=True)
class Prompts:
    """`many` are kept, `asked` are looked for."""

    name: str
    many: Sequence[str]
    asked: Sequence[str]

    @classmethod
    def made(cls, path: Path) -> Prompts:
        chance = random.Random(7)
        prompts = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        vocabulary = sorted({word for prompt in prompts for word in re.findall(r"\w{4,}", prompt)})
        many = [_changed(chance.choice(prompts), vocabulary, chance) for _ in range(_MANY)]
        return cls(path.stem, many, [_one(chance.choice(many), vocabulary, chance) for _ in range(_ASKED)])


def _changed(prompt: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    """Half of its words others: enough to be another prompt."""
    return re.sub(r"\w{4,}", lambda m: chance.choice(vocabulary) if chance.random() < 0.5 else m[0], prompt)


def _one(prompt: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    parts, blank = (prompt.split(" "), " ") if " " in prompt else (list(prompt), "")
    other = chance.choice(vocabulary)
    parts[chance.randrange(len(parts))] = other if blank else chance.choice(other)
    return blank.join(parts)


async def row(prompts: Prompts, url: str) -> str:
    engine = open_engine(database_url(url))
    try:
        kept = await _filled(engine, prompts.many)
        found = [await _searched(engine, prompt) for prompt in prompts.asked]
    finally:
        await engine.close()
    there = [one for one, best in zip(found, _scanned(prompts), strict=False) if best >= ALIKE]
    cuts = statistics.quantiles([one.wall for one in found], n=100)
    busy = statistics.quantiles([one.busy for one in found], n=100)
    timed = f"{cuts[49]:.1f} ms | {cuts[94]:.1f} ms | {cuts[98]:.1f} ms | {busy[98]:.1f} ms"
    letters = round(statistics.mean(map(len, prompts.many)))
    caught = sum(one.caught for one in there)
    return f"| {prompts.name}, {letters:,} characters | {timed} | {caught} of {len(there)} | {kept:.1f} ms |"


@dataclass(frozen=True, slots=True)
class Search:
    """Milliseconds that passed, those this process worked (not PostgreSQL), and whether anything was found."""

    wall: float
    busy: float
    caught: bool


async def _searched(engine: Engine, prompt: str) -> Search:
    wall, busy = time.perf_counter(), time.process_time()
    best = nearest(prompt, await engine.read(find, "b:1", marks(prompt), EPOCH, CANDIDATES))
    return Search(1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - busy), best is not None)


async def _filled(engine: Engine, many: Sequence[str]) -> float:
    """Milliseconds for each, in transactions of a thousand."""
    began = time.perf_counter()
    for start in range(0, len(many), 1000):
        await engine.write(_fill, many[start : start + 1000], start + 1)
    return 1000 * (time.perf_counter() - began) / len(many)


def _fill(c: sa.Connection, prompts: Sequence[str], first: int) -> None:
    for number, prompt in enumerate(prompts, first):
        c.execute(_JOB, {"id": number, "event": str(number), "prompt": prompt})
        keep(c, number, "b:1", marks(prompt))


_JOB = sa.text(
    "INSERT INTO jobs (id, platform, event, state, vt, prompt, not_before, created) "
    "VALUES (:id, 'b', :event, 'delivered', 0, :prompt, 0, 0)"
)


def _scanned(prompts: Prompts) -> list[float]:
    """How alike the nearest of all is."""
    all_ = [fold(prompt) for prompt in prompts.many]
    asked = map(fold, prompts.asked[:_SCANNED])
    return [process.extractOne(one, all_, scorer=Indel.normalized_similarity, processor=None)[1] for one in asked]


def main(arguments: Sequence[str], say: Callable[[str], object] = _SAY) -> None:
    parser = argparse.ArgumentParser(prog="reuse_search")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("files", nargs="+", type=Path)
    asked = parser.parse_args(arguments)
    heads = (f"{_MANY:,} prompts in one group", "median", "95 % within", "99 % within", "99 %, processor", *_FOUND)
    say(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}\n")
    with postgres_server() if asked.postgres else nullcontext() as server:
        for path in asked.files:
            with tempfile.TemporaryDirectory() as folder:
                url = Databases(Path(folder), server).fresh(Path(folder))
                say(asyncio.run(row(Prompts.made(path), url)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
