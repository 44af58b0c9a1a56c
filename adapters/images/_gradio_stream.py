"""How a Gradio event ends, as its stream tells, and the pictures among its outputs. Source: Gradio's server and client."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import orjson

from adapters.images import _json as js
from adapters.images._calls import Garbled
from adapters.images._outcomes import Drawn, Hosted
from adapters.images._sse import events
from adapters.images._waits import next_midnight
from adapters.images._words import REFUSED, holds
from bot.errors import ContentRefused, Exhausted, NoPicture, ProviderError

_SPAN = re.compile(r"(\d+):(\d\d):(\d\d)")


def drawn(body: bytes, prefix: str, now: datetime) -> Drawn:
    """The pictures of an event that is complete. Raises what it failed of; `Garbled` when the stream ends before the event does."""
    for name, data in events(body):
        if name == "complete":
            return Drawn(tuple(_hosted(file, prefix) for file in _named(data)))
        if name == "error":
            raise _failed(data, now)
    raise Garbled(f"a stream without an end: {body[-120:]!r}")


def _hosted(file: dict[str, object], prefix: str) -> Hosted:
    return Hosted(js.text(file, "url") or f"{prefix.strip('/')}/file={js.text(file, 'path')}", keyed=True)


def _named(data: str) -> list[dict[str, object]]:
    """The files among an app's outputs, also those inside galleries; videos and texts are none. Raises `Garbled`."""
    try:
        outputs: object = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Garbled(f"an event that is not JSON: {data[:120]!r}") from error
    return _files(outputs)


def _files(value: object) -> list[dict[str, object]]:
    if js.is_list(value):
        return [file for one in value for file in _files(one)]
    if not js.is_table(value):
        return []
    if js.text(value, "path") or js.text(value, "url"):
        kind = js.text(value, "mime_type")
        return [value] if not kind or kind.startswith("image/") else []
    return [file for one in value.values() for file in _files(one)]


def _failed(data: str, now: datetime) -> ProviderError:
    """What an `error` event means: most apps hide their reason. The quota is that of the visitor: ours."""
    if "quota" not in data.lower():
        return ContentRefused(data) if holds(data.lower(), REFUSED) else NoPicture(f"error {data[:500]}")
    span = _SPAN.search(data)
    hours, minutes, seconds = (int(part) for part in span.groups()) if span else (0, 0, 0)
    later = now + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Exhausted(data[:500], until=later if span else next_midnight("UTC", now))
