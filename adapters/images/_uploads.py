"""Reference pictures put where a provider says: an address of its storage that is signed already, so no key goes along."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import replace
from typing import Any

from adapters.images._auth import at_home
from adapters.images._calls import Call, Part
from adapters.images._line import Line
from bot.errors import NotStarted, OutcomeUnknown, Overloaded, ProviderError, Unclassified
from bot.model import Picture


async def upload(line: Line, call: Call, deadline: float) -> None:
    """Send `call` to its foreign address: https, or at the provider's own place.

    A storage's complaint says nothing about our key or the prompt. One that passes (no room, no answer) is `Overloaded`:
    nothing is drawn yet. One that stays (403, 413, no usable address) is `Unclassified`, so that it is not asked for long.
    """
    if not call.path.startswith("https://") and not at_home(call.path, line.base_url, line.facts):
        raise line.sign(Unclassified("no usable address for a reference picture"))
    try:
        await line.send(replace(call, keyed=False), deadline=deadline, named=lambda _: None)
    except ProviderError as error:
        passing = isinstance(error, NotStarted | OutcomeUnknown)
        kind = Overloaded if passing else Unclassified
        raise line.sign(kind(f"a reference picture was not taken: {error.detail}")) from error


def file(name: str, picture: Picture) -> Part:
    """A reference as a file in a form."""
    return Part(name, picture.data, f"reference.{picture.media_type.partition('/')[2]}", picture.media_type)


def presigned(url: str, fields: Mapping[str, object], last: Part) -> Call:
    """The form of a storage that signs forms: its fields come before the file."""
    return Call("POST", url, form=(*(Part(name, str(value)) for name, value in fields.items()), last))


async def all_of(uploads: Iterable[Coroutine[Any, Any, str]]) -> tuple[str, ...]:
    """Their results in order, worked at all at once. The first failure ends the others before it is raised."""
    tasks = [asyncio.ensure_future(one) for one in uploads]
    try:
        return tuple(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
