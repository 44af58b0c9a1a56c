"""What a drawing leaves behind: its pictures, what it cost, and where they were shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.errors import LeaseLost
from bot.model import Ending, Generation, Picture, State, StoredPicture
from bot.ports import Entry, Found, Ready, Receipt
from storage.entries import with_handles
from storage.prepared import Prepared
from storage.rows import JOB_COLUMNS, plain_job
from storage.schema.columns import micros
from storage.transactions.finish import End, finish
from storage.transactions.reuse import drew

_DRAWN = Prepared(
    "UPDATE jobs SET state = 'drawn', drawn = :now, spent = spent + :micros, "  # noqa: S608  names only
    "provider = :provider, model = :model "
    f"WHERE id = :job AND owner = :owner AND state = 'drawing' RETURNING {JOB_COLUMNS}"
)
_PICTURE = Prepared(
    "INSERT INTO pictures (job, number, digest, media_type, width, height) "
    "VALUES (:job, :number, :digest, :media_type, :width, :height) RETURNING id"
)
_CALL = Prepared(
    "INSERT INTO calls (job, provider, model, outcome, micros, tokens, milliseconds, request_id, at) "
    "VALUES (:job, :provider, :model, :outcome, :micros, :tokens, :milliseconds, :request_id, :at) RETURNING id"
)
_SHOWN = Prepared("SELECT id, number, digest FROM pictures WHERE job = :job ORDER BY number")
_FILE = Prepared(
    "INSERT INTO files (platform, digest, file) VALUES (:platform, :digest, :file) "
    "ON CONFLICT (platform, digest) DO UPDATE SET file = excluded.file RETURNING digest"
)
_MESSAGE = Prepared(
    "INSERT INTO messages (platform, chat, message, job, number) VALUES (:platform, :chat, :message, :job, :number) "
    "ON CONFLICT (platform, chat, message) DO UPDATE SET job = excluded.job, number = excluded.number RETURNING job"
)


SENDING = frozenset({State.DRAWN, State.DELIVERING})
"""What may be settled. A message that was only changed never was on its way: changing it again shows nothing twice."""


def drawn(
    c: sa.Connection, owner: str, job: int, generation: Generation, *, now: datetime, found: Found | None = None
) -> Ready:
    """The pictures' bytes are safe: from here delivery can be repeated without drawing again. Raises `LeaseLost`."""
    spent = {"micros": generation.micros, "provider": generation.provider, "model": generation.model}
    rows = _DRAWN.run(c, {"job": job, "owner": owner, "now": micros(now), **spent})
    if not rows:
        raise LeaseLost(f"job {job} is not ours any more")
    record_call(c, job, generation, "drawn", now)
    if found is not None:
        drew(c, job, found, now)
    kept = [keep(c, job, number, picture) for number, picture in enumerate(generation.pictures, 1)]
    return with_handles(c, Entry(plain_job(rows[0]), tuple(kept)))


def keep(c: sa.Connection, job: int, number: int, picture: Picture) -> StoredPicture:
    """Picture `number` of a job, its bytes stored already."""
    values = {
        "job": job,
        "number": number,
        "digest": picture.digest,
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
    }
    new: int = _PICTURE.run(c, values)[0][0]
    return StoredPicture(new, job, number, picture.digest, picture.media_type, picture.width, picture.height)


def record_call(c: sa.Connection, job: int, generation: Generation, outcome: str, now: datetime) -> None:
    _CALL.run(
        c,
        {
            "job": job,
            "provider": generation.provider,
            "model": generation.model,
            "outcome": outcome,
            "micros": generation.micros,
            "tokens": generation.tokens,
            "milliseconds": round(generation.latency * 1000),
            "request_id": generation.request_id,
            "at": micros(now),
        },
    )


def delivered(c: sa.Connection, owner: str, job: int, *, receipt: Receipt, ending: Ending, now: datetime) -> str | None:
    """Settle, remember which message shows which picture, and return the waiting one. Raises `LeaseLost`."""
    row = finish(c, owner, job, states=SENDING, end=End(State.DELIVERED, ending), now=now)
    if not row.erased:
        shown(c, row.platform, row.chat, job, receipt)
    return row.waiting


def shown(c: sa.Connection, platform: str, chat: str, job: int, receipt: Receipt) -> None:
    """A message for each picture where there are as many of both; else every message shows all of them."""
    there = _SHOWN.run(c, {"job": job})
    numbers: Sequence[int | None] = [number for _, number, _ in there]
    if len(receipt.messages) != len(numbers):
        numbers = [None] * len(receipt.messages)
    below = [] if receipt.below is None else [(receipt.below, None)]
    for message, number in [*zip(receipt.messages, numbers, strict=True), *below]:
        _MESSAGE.run(c, {"platform": platform, "chat": chat, "message": message, "job": job, "number": number})
    for picture, _, digest in there:
        if digest is not None and picture in receipt.files:
            _FILE.run(c, {"platform": platform, "digest": digest, "file": receipt.files[picture]})
