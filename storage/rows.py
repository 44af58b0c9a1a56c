"""Rows to nouns and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields as fields_of
from typing import Any

import orjson
import sqlalchemy as sa

from bot.model import (
    Address,
    ChatKind,
    Ending,
    Fund,
    GroupSettings,
    Identity,
    ImageRequest,
    Job,
    Lane,
    Mode,
    Person,
    State,
    StoredPicture,
)
from storage.schema import jobs
from storage.schema.columns import instant

_REQUEST = tuple(field.name for field in fields_of(ImageRequest) if field.name != "prompt")


TAKEN_OVER = "reuse"
"""In `jobs.provider`: nobody drew this, its pictures are an earlier job's."""


def encode_request(request: ImageRequest) -> str:
    """Everything but the prompt, which has a column of its own."""
    fields = {name: getattr(request, name) for name in _REQUEST}
    return orjson.dumps(fields).decode()


def decode_request(prompt: str, encoded: str) -> ImageRequest:
    fields: dict[str, Any] = orjson.loads(encoded)
    fields["prompt"] = prompt
    fields["references"] = tuple(fields.get("references", ()))
    return ImageRequest(**fields)


def encode_settings(settings: GroupSettings) -> str:
    return orjson.dumps(settings).decode()


def decode_settings(encoded: str) -> GroupSettings:
    fields: dict[str, Any] = orjson.loads(encoded)
    if "mode" in fields:
        fields["mode"] = Mode(fields["mode"])
    if fields.get("quiet") is not None:
        fields["quiet"] = tuple(fields["quiet"])
    fields["models"] = tuple(fields.get("models", ()))
    fields["claimed_by"] = tuple(Identity(**owner) for owner in fields.get("claimed_by", ()))
    return GroupSettings(**fields)


def job_of(row: Mapping[str, Any] | sa.RowMapping) -> Job:
    """A row of `jobs`."""
    platform, account, ending = row["platform"], row["account"], row["ending"]
    return Job(
        id=row["id"],
        person=row["person"],
        identity=None if account is None else Identity(platform, account, row["name"]),
        address=Address(
            platform,
            row["chat"],
            ChatKind(row["chat_kind"]),
            thread=row["thread"],
            reply_to=row["reply_to"],
            waiting=row["waiting"],
            hint=row["hint"],
            language=row["language"],
        ),
        language=row["language"],
        request=decode_request(row["prompt"], row["request"]),
        units=row["units"],
        state=State(row["state"]),
        lane=Lane(row["lane"]),
        fund=Fund(row["fund"]),
        created=row["created"],
        attempts=row["attempts"],
        ending=None if ending is None else Ending(ending),
        reason=row["reason"],
        submission=row["submission"],
        parent=row["parent"],
        started=row["started"],
        ended=row["ended"],
        reused=row["provider"] == TAKEN_OVER,
    )


_NAMES = tuple(column.name for column in jobs.c)
JOB_COLUMNS = ", ".join(_NAMES)
"""For statements written as SQL: what `plain_job` reads."""

_MOMENTS = frozenset({"lease", "not_before", "created", "started", "drawn", "ended"})


def plain_job(row: Sequence[Any]) -> Job:
    """A row of `JOB_COLUMNS`, its instants as microseconds."""
    found = dict(zip(_NAMES, row, strict=True))
    for name in _MOMENTS:
        if found[name] is not None:
            found[name] = instant(found[name])
    return job_of(found)


def person_of(row: sa.RowMapping) -> Person:
    """A row of `people`."""
    return Person(row["id"], row["key"], row["language"], row["timezone"], row["banned_until"])


def picture_of(row: sa.RowMapping) -> StoredPicture:
    """A row of `pictures` that was not deleted."""
    return StoredPicture(
        row["id"], row["job"], row["number"], row["digest"], row["media_type"], row["width"], row["height"]
    )
