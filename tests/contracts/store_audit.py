"""What must hold in a database at any moment, whatever happened before: read straight from the tables."""

from __future__ import annotations

from collections import Counter

import orjson
import sqlalchemy as sa

from bot.model import State
from storage.engine import Engine
from storage.schema import calls, counters, jobs, ledger, packs

_OPEN = {State.ACCEPTED, State.DRAWING, State.DRAWN, State.DELIVERING}


def broken(c: sa.Connection) -> list[str]:
    """Every invariant of the ledger that does not hold."""
    return [*_every_job_once(c), *_counters_are_the_ledger(c), *_nobody_holds_for_another(c), *_packs_are_the_ledger(c)]


async def assert_sound(engine: Engine) -> None:
    findings = await engine.read(broken)
    assert not findings, "\n".join(findings)


def _every_job_once(c: sa.Connection) -> list[str]:
    entries: dict[int, dict[str, int]] = {}
    for row in c.execute(sa.select(ledger).where(ledger.c.job.is_not(None))):
        if row.kind != "return":
            entries.setdefault(row.job, {})[row.kind] = row.units
    findings: list[str] = []
    for job in c.execute(sa.select(jobs)):
        its = entries.get(job.id, {})
        settled, refunded = its.get("settle", 0), its.get("refund", 0)
        match State(job.state):
            case state if state in _OPEN:
                sound = set(its) == {"reserve"}
            case State.REFUNDED:
                sound = set(its) == {"reserve", "refund"} and refunded == its["reserve"]
            case _:
                sound = "settle" in its and settled + refunded == its["reserve"]
        if not sound:
            findings.append(f"job {job.id} is {job.state} with {its}")
    return findings


def _counters_are_the_ledger(c: sa.Connection) -> list[str]:
    used: Counter[tuple[str, str]] = Counter()
    held: Counter[tuple[str, str]] = Counter()
    for job in c.execute(sa.select(jobs.c.state, jobs.c.reservation)):
        for scope, label, amount in orjson.loads(job.reservation):
            used[scope, label] += amount
            if job.state in _OPEN:
                held[scope, label] += amount
    for at, micros in c.execute(sa.select(calls.c.at, calls.c.micros).where(calls.c.job == 0)):  # words, in UTC
        for label in (f"{at:%Y-%m-%dT%H:%MZ}", f"{at:%Y-%m-%d}", f"{at:%Y-%m}"):
            used["budget", label] += micros
    findings: list[str] = []
    for row in c.execute(sa.select(counters).where(sa.not_(counters.c.scope.startswith("wording:")))):
        key = (row.scope, row.window)
        if (row.used - row.carried, row.held) != (used[key], held[key]):
            findings.append(f"{key}: counted {row.used}-{row.carried}/{row.held}, jobs say {used[key]}/{held[key]}")
    return findings


def _nobody_holds_for_another(c: sa.Connection) -> list[str]:
    """Whoever is joined or parted takes along the reservations of their jobs."""
    findings: list[str] = []
    for job in c.execute(sa.select(jobs.c.id, jobs.c.person, jobs.c.reservation)):
        for scope, _, _ in orjson.loads(job.reservation):
            if scope.startswith(("person:", "member:", "queue:")) and not scope.endswith(f":{job.person}"):
                findings.append(f"job {job.id} is of person {job.person} and on {scope}")
    return findings


def _packs_are_the_ledger(c: sa.Connection) -> list[str]:
    due: Counter[int] = Counter()
    for row in c.execute(sa.select(ledger).where(ledger.c.fund == "pack")):
        sign = {
            "reserve": -1,
            "settle": 0,
            "refund": 1,
            "grant": 1,
            "purchase": 1,
            "return": 1,
            "reversal": -1,
            "taking": -1,
        }[row.kind]
        due[row.person] += sign * row.units
    balances = {row.person: row.balance for row in c.execute(sa.select(packs))}
    return [
        f"pack of {person}: {balances.get(person, 0)}, ledger says {due[person]}"
        for person in due.keys() | balances.keys()
        if balances.get(person, 0) != due[person]
    ] + [f"pack of {person} is {balance}" for person, balance in balances.items() if balance < 0]
