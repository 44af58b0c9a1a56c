"""Counters move together or not at all: one statement, one row for each scope and window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson
import sqlalchemy as sa

from storage.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Stake:
    """What one job adds to one counter. `ceiling` None: counted, not limited."""

    scope: str
    label: str
    amount: int
    ceiling: int | None = None


QUEUE = "queue"
"""Scope prefix of the counter that holds how many unfinished jobs somebody has."""
NOW = "now"
"""The window of that counter: it has no calendar."""


def encode_stakes(stakes: Iterable[Stake]) -> str:
    return orjson.dumps([(stake.scope, stake.label, stake.amount) for stake in stakes]).decode()


def decode_stakes(encoded: str) -> list[Stake]:
    rows: list[Any] = orjson.loads(encoded)
    return [Stake(scope, label, amount) for scope, label, amount in rows]


@dataclass(frozen=True, slots=True)
class Reserved:
    """Which stakes are held now, and which found no room. Unless `full` is empty, give back or roll back.

    `used`: how far their counters are used with them, by scope and label; of each also what is held.
    """

    held: list[Stake]
    full: list[Stake]
    used: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict[tuple[str, str], tuple[int, int]])


def reserve(c: sa.Connection, stakes: Sequence[Stake], at: int) -> Reserved:
    """Hold every stake that has room. `at` in microseconds."""
    hopeless = [stake for stake in stakes if stake.ceiling is not None and stake.amount > stake.ceiling]
    if hopeless or not stakes:
        return Reserved([], hopeless)
    ordered = sorted(stakes, key=lambda stake: (stake.scope, stake.label))  # everybody locks rows in the same order
    values: dict[str, Any] = {"at": at}
    for i, stake in enumerate(ordered):
        values[f"s{i}"], values[f"w{i}"] = stake.scope, stake.label
        values[f"a{i}"], values[f"c{i}"] = stake.amount, stake.ceiling
    used = {(scope, label): (used, held) for scope, label, used, held in _reserving(len(ordered)).run(c, values)}
    held = [stake for stake in ordered if (stake.scope, stake.label) in used]
    return Reserved(held, [stake for stake in ordered if (stake.scope, stake.label) not in used], used)


@lru_cache(maxsize=32)
def _reserving(count: int) -> Prepared:
    rows = ", ".join(f"(:s{i}, :w{i}, :a{i}, :a{i}, :c{i}, :at)" for i in range(count))
    return Prepared(
        f'INSERT INTO counters AS t (scope, "window", used, held, ceiling, at) VALUES {rows} '  # noqa: S608  names only
        'ON CONFLICT (scope, "window") DO UPDATE SET used = t.used + excluded.used, held = t.held + excluded.held, '
        "ceiling = excluded.ceiling "
        "WHERE excluded.ceiling IS NULL OR t.used + excluded.used <= excluded.ceiling "
        'RETURNING scope, "window", used, held'
    )


def move(c: sa.Connection, moves: Sequence[tuple[str, str, int, int]], at: int) -> None:
    """Add to `used` and `held` (scope, label, used, held), without asking any rule. Amounts may be negative."""
    if not moves:
        return
    values: dict[str, Any] = {"at": at}
    for i, (scope, label, used, held) in enumerate(sorted(moves)):
        values[f"s{i}"], values[f"w{i}"], values[f"u{i}"], values[f"h{i}"] = scope, label, used, held
    _moving(len(moves)).run(c, values)


@lru_cache(maxsize=32)
def _moving(count: int) -> Prepared:
    rows = ", ".join(f"(:s{i}, :w{i}, :u{i}, :h{i}, :at)" for i in range(count))
    return Prepared(
        f'INSERT INTO counters AS t (scope, "window", used, held, at) VALUES {rows} '  # noqa: S608  names only
        'ON CONFLICT (scope, "window") DO UPDATE SET used = t.used + excluded.used, held = t.held + excluded.held RETURNING scope'
    )


def release(c: sa.Connection, stakes: Iterable[Stake], at: int) -> None:
    """Give back what was held."""
    move(c, [(stake.scope, stake.label, -stake.amount, -stake.amount) for stake in stakes], at)
