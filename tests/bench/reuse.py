"""What reuse, batches and free allowances save on real prompts, against a client that draws and pays every request.

`python -m tests.bench.reuse PROMPTS.txt`: the prompts are real and keep their order and repeats; people, groups and times are
made up: one day, four times as busy at its peak as at its lowest, 25 groups and 500 people whose shares follow Zipf's law; a
prompt that repeats the one just before it comes from the same person within half a minute; one request in five is a line of a
batch. Drawing takes 12 s, the cache keeps 24 h, a picture costs 0.0387 USD, half of that in a batch.
"""

from __future__ import annotations

import asyncio
import math
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bot.model import ImageRequest
from bot.ports import Asked
from bot.reuse.exact import Asker, Scope, Sharing, key, normal
from bot.reuse.likeness import marks, nearest
from bot.reuse.memory import CANDIDATES
from bot.reuse.spare import shareable
from storage.engine import Engine, database_url, open_engine
from storage.schema.columns import EPOCH
from storage.transactions.likeness import find, keep
from storage.upkeep import upgrade

DAY = 86_400.0
DRAWING = 12.0
PRICE = 38_700
FREE = 1_500
BATCHED = 0.2
_CHANCE = random.Random(20261123)


@dataclass(frozen=True, slots=True)
class Request:
    at: float
    asker: Asker
    prompt: str
    batched: bool


@dataclass(slots=True)
class Saved:
    """Requests by what became of them."""

    cached: int = 0
    coalesced: int = 0
    drawn: int = 0
    drawn_batched: int = 0


def traffic(prompts: Sequence[str]) -> list[Request]:
    times = sorted(_moment() for _ in prompts)
    people = random.Random(7)
    found: list[Request] = []
    for at, prompt in zip(times, prompts, strict=True):
        asker, moment = _asker(people), at
        if found and found[-1].prompt == prompt:
            asker, moment = found[-1].asker, found[-1].at + _CHANCE.uniform(0.5, 30.0)
        found.append(Request(moment, asker, prompt, people.random() < BATCHED))
    return sorted(found, key=lambda request: request.at)


def _moment() -> float:
    """More in the evening: a wave of 5:2 around the mean is 4:1 from peak to low."""
    while True:
        at = _CHANCE.uniform(0, DAY)
        if _CHANCE.uniform(0, 1.6) < 1 + 0.6 * math.sin(2 * math.pi * (at / DAY - 0.6)):
            return at


def _asker(chance: random.Random) -> Asker:
    person = min(500, int(chance.paretovariate(1.0)))
    return Asker(person, f"telegram:-{1 + person % 25}", group=True)


def replay(requests: Sequence[Request], scope: Scope) -> Saved:
    saved, ready = Saved(), dict[str, float]()
    for request in requests:
        its = key(ImageRequest(prompt=request.prompt), request.asker, Sharing(scope))
        there = None if its is None else ready.get(its)
        if there is not None and request.at - there < DAY:
            if request.at >= there:
                saved.cached += 1
            else:
                saved.coalesced += 1
            continue
        if its is not None:
            ready[its] = request.at + DRAWING
        saved.drawn += 1
        saved.drawn_batched += request.batched
    return saved


async def offers(requests: Sequence[Request], engine: Engine) -> int:
    """How many drawings would have been offered a near-duplicate of the same group first."""
    count, exact = 0, set[str]()
    for number, request in enumerate(requests, 1):
        its = key(ImageRequest(prompt=request.prompt), request.asker, Sharing()) or ""
        if its in exact:
            continue
        exact.add(its)
        found = await engine.read(find, request.asker.chat, marks(request.prompt), EPOCH, CANDIDATES)
        count += nearest(request.prompt, found) is not None
        await engine.write(_remember, number, request)
    return count


def _remember(c: sa.Connection, number: int, request: Request) -> None:
    row = {"id": number, "prompt": request.prompt}
    c.execute(
        sa.text(
            "INSERT INTO jobs (id, platform, event, state, vt, prompt, not_before, created) "
            "VALUES (:id, 'b', :id, 'delivered', 0, :prompt, 0, 0)"
        ),
        row,
    )
    keep(c, number, request.asker.chat, marks(request.prompt))


def ahead(requests: Sequence[Request]) -> tuple[int, int]:
    """Prompts that may be drawn ahead, and the requests they would spare if tomorrow asked the same as today."""
    asked = [
        Asked(
            ImageRequest(prompt=prompt),
            len(its),
            len({one.asker.person for one in its}),
            len({one.asker.chat for one in its}),
        )
        for prompt, its in _by_prompt(requests).items()
    ]
    drawn = {normal(request.prompt) for request in shareable(asked, frozenset[str](), Sharing())}
    return len(drawn), sum(normal(request.prompt) in drawn for request in requests)


def _by_prompt(requests: Sequence[Request]) -> dict[str, list[Request]]:
    found: dict[str, list[Request]] = {}
    for request in requests:
        found.setdefault(normal(request.prompt), []).append(request)
    return found


def usd(drawn: int, batched: int, keys: int) -> float:
    """The free allowance is used for single drawings first: a batch is cheap anyway."""
    single = max(0, drawn - batched - FREE * keys)
    left = max(0, FREE * keys - (drawn - batched))
    return (single + max(0, batched - left) / 2) * PRICE / 1_000_000


async def report(prompts: Sequence[str]) -> list[str]:
    requests = traffic(prompts)
    total = len(requests)
    exact = Counter(prompt.casefold() for prompt in prompts)
    lines = [
        f"{total} requests of one day; {100 * (total - len(exact)) / total:.1f} % of the prompts repeat an earlier one.",
        "",
        "| shared by | from the cache | in flight together | drawn | USD, 1 key | 2 keys | 3 keys | against naive, 1 key |",
        "|---|---|---|---|---|---|---|---|",
    ]
    naive = [usd(total, 0, keys) for keys in (1, 2, 3)]
    lines.append(f"| nobody (naive client) | 0 % | 0 % | {total} | {_columns(naive)} | |")
    for scope in (Scope.PERSON, Scope.GROUP, Scope.EVERYONE):
        saved = replay(requests, scope)
        plain = [usd(saved.drawn, 0, keys) for keys in (1, 2, 3)]
        cheap = [usd(saved.drawn, saved.drawn_batched, keys) for keys in (1, 2, 3)]
        shares = f"{_percent(saved.cached, total)} | {_percent(saved.coalesced, total)} | {saved.drawn}"
        lines.append(f"| {scope.value} | {shares} | {_columns(plain)} | {_less(plain[0], naive[0])} |")
        lines.append(
            f"| {scope.value}, a fifth in half-price batches | {shares} | {_columns(cheap)} | "
            f"{_less(cheap[0], naive[0])} |"
        )
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/b.db"
        await upgrade(url)
        engine = open_engine(database_url(url))
        offered = await offers(requests, engine)
        await engine.close()
    near = (
        f"Near-duplicates of the same group would be offered for {_percent(offered, total)} of the requests ({offered})"
    )
    prompts_ahead, spared = ahead(requests)
    lines += ["", f"{near}; what that saves is what people take."]
    lines += [
        "",
        (
            f"Drawn ahead: {prompts_ahead} prompts were asked for by three people in two chats; if tomorrow asked the same, "
            f"they would spare {_percent(spared, total)} of its requests ({spared})."
        ),
    ]
    return lines


def _columns(amounts: Sequence[float]) -> str:
    return " | ".join(f"{amount:.2f}" for amount in amounts)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def _less(now: float, before: float) -> str:
    return f"−{100 * (1 - now / before):.0f} %"


if __name__ == "__main__":
    lines = [line for line in Path(sys.argv[1]).read_text("utf-8").splitlines() if line.strip()]
    sys.stdout.write("\n".join(asyncio.run(report(lines))) + "\n")
