"""Pictures that a platform has a handle of, found by the words of their prompts."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.model import State
from bot.ports import Sent
from storage.rows import picture_of
from storage.schema import files, jobs, pictures

_SHOWN = (State.DELIVERED.value, State.WAITING.value)


def sent(c: sa.Connection, person: int, platform: str, words: Sequence[str], *, start: int, count: int) -> list[Sent]:
    """Newest first."""
    rows = c.execute(
        sa.select(pictures, files.c.file, jobs.c.prompt)
        .join(jobs, jobs.c.id == pictures.c.job)
        .join(files, sa.and_(files.c.platform == platform, files.c.digest == pictures.c.digest))
        .where(jobs.c.person == person, jobs.c.state.in_(_SHOWN), *map(_holds, words))
        .order_by(jobs.c.id.desc(), pictures.c.number)
        .offset(start)
        .limit(count)
    ).mappings()
    return [Sent(picture_of(row), row["file"], row["prompt"]) for row in rows]


def _holds(word: str) -> sa.ColumnElement[bool]:
    """SQLite knows upper and lower case of ASCII alone, so the usual spellings of a word are looked for."""
    spellings = {word, word.lower(), word.upper(), word.capitalize()}
    return sa.or_(*(jobs.c.prompt.contains(spelling, autoescape=True) for spelling in sorted(spellings)))
