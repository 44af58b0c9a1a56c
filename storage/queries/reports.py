"""Numbers for people who run things. Days are cut where the asked zone cuts them: 23, 24 or 25 hours long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.model import Chat, Ending, Fund, State, WindowKind
from bot.ports import WORDS, Backlog, Spend, Tally
from bot.quota.windows import window
from bot.quota.zones import load_zone
from storage.schema import calls, jobs, ledger
from storage.schema.columns import instant
from storage.schema.jobs import EMPTY

_HOUR = 3_600_000_000
_ASKED = jobs.c.fund != Fund.SPARE.value  # what was drawn ahead, nobody asked for
_OPEN = sa.text("jobs.state IN ('accepted', 'drawing', 'drawn', 'delivering')")


def _days(since: datetime, until: datetime, timezone: str) -> Iterator[tuple[str, datetime, datetime]]:
    at = since
    while at < until:
        day = window(WindowKind.DAY, at, timezone)
        yield day.starts.astimezone(load_zone(timezone)).strftime("%Y-%m-%d"), at, min(day.ends, until)
        at = day.ends


def tallies(c: sa.Connection, chat: Chat | None, *, since: datetime, until: datetime, timezone: str) -> list[Tally]:
    kinds = (jobs.c.platform, jobs.c.chat, jobs.c.person, jobs.c.state, jobs.c.ending, jobs.c.fund)
    units = sa.func.sum(sa.func.coalesce(ledger.c.units, jobs.c.units))  # fewer may have come than were asked for
    settled = sa.and_(ledger.c.job == jobs.c.id, ledger.c.kind == "settle")
    query = sa.select(*kinds, sa.func.count(), units).select_from(jobs).outerjoin(ledger, settled)
    query = query.group_by(*kinds).order_by(*kinds)
    here = [_ASKED] if chat is None else [jobs.c.platform == chat.platform, jobs.c.chat == chat.id]
    return [
        Tally(
            day,
            f"{platform}:{where}",
            person,
            State(state),
            None if ending is None else Ending(ending),
            Fund(fund),
            count,
            int(used),
        )
        for day, starts, ends in _days(since, until, timezone)
        for platform, where, person, state, ending, fund, count, used in c.execute(
            query.where(*here, jobs.c.created >= starts, jobs.c.created < ends)
        )
    ]


def spends(c: sa.Connection, *, since: datetime, until: datetime, timezone: str) -> list[Spend]:
    kinds = (
        calls.c.provider,
        calls.c.model,
        jobs.c.platform,
        jobs.c.chat,
        jobs.c.person,
    )  # no job: words, not pictures
    pictures = sa.func.coalesce(sa.func.sum(sa.case((calls.c.outcome != EMPTY, jobs.c.count))), 0)
    sums = (sa.func.count(), pictures, sa.func.sum(calls.c.tokens), sa.func.sum(calls.c.micros))
    query = sa.select(*kinds, *sums).outerjoin(jobs, jobs.c.id == calls.c.job).group_by(*kinds).order_by(*kinds)
    return [
        Spend(day, provider, model, _chat(platform, where), person, count, int(drawn), int(tokens), int(micros))
        for day, starts, ends in _days(since, until, timezone)
        for provider, model, platform, where, person, count, drawn, tokens, micros in c.execute(
            query.where(calls.c.at >= starts, calls.c.at < ends)
        )
    ]


def _chat(platform: str | None, where: str | None) -> str:
    return f"{platform}:{where}" if platform else WORDS


def hours(c: sa.Connection, *, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    hour = sa.type_coerce(jobs.c.created, sa.BigInteger) / sa.literal_column(str(_HOUR))
    number = sa.cast(sa.func.floor(hour) if c.dialect.name == "postgresql" else hour, sa.BigInteger)
    rows = c.execute(
        sa.select(number.label("hour"), sa.func.count())
        .where(jobs.c.created >= since, jobs.c.created < until, _ASKED)
        .group_by("hour")
        .order_by("hour")
    )
    return [(instant(hour_number * _HOUR), count) for hour_number, count in rows]


def backlog(c: sa.Connection, now: datetime) -> Backlog:
    states = c.execute(sa.select(jobs.c.state, sa.func.count()).where(_OPEN).group_by(jobs.c.state))
    oldest = c.execute(sa.select(sa.func.min(jobs.c.created)).where(sa.text("jobs.state = 'accepted'"))).scalar()
    people = c.execute(sa.select(sa.func.count(sa.distinct(jobs.c.share))).where(_OPEN)).scalar_one()
    waited = timedelta() if oldest is None else now - oldest
    return Backlog({State(state): count for state, count in states}, max(0.0, waited.total_seconds()), people)


def latencies(c: sa.Connection, since: datetime, count: int) -> list[tuple[str, str, float]]:
    rows = c.execute(
        sa.select(calls.c.provider, calls.c.model, calls.c.milliseconds)
        .where(calls.c.at >= since, calls.c.job > 0)
        .order_by(calls.c.at.desc())
        .limit(count)
    )
    return [(provider, model, milliseconds / 1000) for provider, model, milliseconds in rows]
