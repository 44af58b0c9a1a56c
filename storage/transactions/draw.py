"""What a drawing leaves behind: its pictures, what it cost, and where they were shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.model import Ending, Generation, State, StoredPicture
from bot.ports import Receipt
from storage.rows import picture_of
from storage.schema import calls, jobs, pictures
from storage.transactions.claim import held
from storage.transactions.finish import End, finish

_PICTURE = sa.insert(pictures).returning(pictures)
_CALL = sa.insert(calls)
_FILE = sa.text(
    "INSERT INTO files (platform, digest, file) VALUES (:platform, :digest, :file) "
    "ON CONFLICT (platform, digest) DO UPDATE SET file = excluded.file"
)
_MESSAGE = sa.text(
    "INSERT INTO messages (platform, chat, message, job, number) VALUES (:platform, :chat, :message, :job, :number) "
    "ON CONFLICT (platform, chat, message) DO UPDATE SET job = excluded.job, number = excluded.number"
).bindparams(sa.bindparam("number", type_=sa.BigInteger))


def drawn(c: sa.Connection, owner: str, job: int, generation: Generation, now: datetime) -> list[StoredPicture]:
    """The pictures' bytes are safe: from here delivery can be repeated without drawing again. Raises `LeaseLost`."""
    held(
        c,
        owner,
        job,
        State.DRAWING,
        to=State.DRAWN,
        drawn=now,
        spent=jobs.c.spent + generation.micros,
        provider=generation.provider,
        model=generation.model,
    )
    record_call(c, job, generation, "drawn", now)
    return [
        picture_of(
            c.execute(
                _PICTURE,
                {
                    "job": job,
                    "number": number,
                    "digest": picture.digest,
                    "media_type": picture.media_type,
                    "width": picture.width,
                    "height": picture.height,
                },
            )
            .mappings()
            .one()
        )
        for number, picture in enumerate(generation.pictures, 1)
    ]


def record_call(c: sa.Connection, job: int, generation: Generation, outcome: str, now: datetime) -> None:
    c.execute(
        _CALL,
        {
            "job": job,
            "provider": generation.provider,
            "model": generation.model,
            "outcome": outcome,
            "micros": generation.micros,
            "tokens": generation.tokens,
            "milliseconds": round(generation.latency * 1000),
            "request_id": generation.request_id,
            "at": now,
        },
    )


def delivered(c: sa.Connection, owner: str, job: int, *, receipt: Receipt, ending: Ending, now: datetime) -> None:
    """Settle, and remember which message shows which picture. Raises `LeaseLost`."""
    finish(c, owner, job, states={State.DELIVERING}, end=End(State.DELIVERED, ending), now=now)
    where = c.execute(sa.select(jobs.c.platform, jobs.c.chat, jobs.c.erased).where(jobs.c.id == job)).one()
    if not where.erased:
        shown(c, where.platform, where.chat, job, receipt)


def shown(c: sa.Connection, platform: str, chat: str, job: int, receipt: Receipt) -> None:
    """A message for each picture where there are as many of both; else every message shows all of them."""
    drawn_here = c.execute(
        sa.select(pictures.c.id, pictures.c.number, pictures.c.digest)
        .where(pictures.c.job == job)
        .order_by(pictures.c.number)
    ).all()
    numbers: Sequence[int | None] = [row.number for row in drawn_here]
    if len(receipt.messages) != len(numbers):
        numbers = [None] * len(receipt.messages)
    for message, number in zip(receipt.messages, numbers, strict=True):
        c.execute(_MESSAGE, {"platform": platform, "chat": chat, "message": message, "job": job, "number": number})
    for row in drawn_here:
        if row.digest is not None and row.id in receipt.files:
            c.execute(_FILE, {"platform": platform, "digest": row.digest, "file": receipt.files[row.id]})
