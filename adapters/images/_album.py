"""Turns what an answer points at into checked pictures, and what it used into money."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from adapters.images._facts import Model
from adapters.images._hosted import join
from adapters.images._line import Line
from adapters.images._outcomes import Drawn, Encoded, Hosted, Raw, Source, Usage
from adapters.images._parts import Harvest
from adapters.images._pictures import check, decode
from bot.errors import NoPicture
from bot.model import Generation, ImageRequest, Picture

log = logging.getLogger(__name__)
_NONE: Mapping[str, bytes] = {}


def unpacked(sources: Sequence[Source], pictures: Mapping[str, bytes] = _NONE) -> tuple[Source, ...]:
    """Base64 opened, or found among `pictures` by the word that stands for it.

    What cannot be opened stays as it is: it may stand beside a good one.
    """
    return tuple(_opened(source, pictures) if isinstance(source, Encoded) else source for source in sources)


def _opened(source: Encoded, pictures: Mapping[str, bytes]) -> Source:
    try:
        return Raw(pictures.get(source.data) or decode(source.data))
    except NoPicture:
        return source


async def develop(sources: Sequence[Source], line: Line, deadline: float) -> list[Picture]:
    """The pictures, in order. One broken among good ones is logged and left out; raises `NoPicture` when none is good."""
    if len(sources) == 1:
        return [await _one(sources[0], line, deadline)]
    found = await asyncio.gather(*(_one(source, line, deadline) for source in sources), return_exceptions=True)
    pictures = [one for one in found if isinstance(one, Picture)]
    wrong = [one for one in found if isinstance(one, NoPicture)]
    for fault in found:
        if not isinstance(fault, Picture | NoPicture):
            raise fault
    if not pictures:
        raise wrong[-1] if wrong else NoPicture("an answer without a picture")
    for error in wrong:
        log.warning("a picture is missing", extra={"detail": str(line.sign(error))})
    return pictures


async def _one(source: Source, line: Line, deadline: float) -> Picture:
    match source:
        case Encoded(data):
            return await check(decode(data))
        case Raw(data):
            return await check(data)
        case Hosted(url, keyed):
            url = join(f"{line.base_url}/", url)
            headers = line.headers(url) if keyed else None
            return await check(await line.hosting.fetch(url, seconds=line.patience(deadline), headers=headers))


def generation(harvest: Harvest, provider: str, model: Model, request: ImageRequest, latency: float) -> Generation:
    """The parts of one drawing as one value."""
    parts = harvest.parts
    drawn = [part.drawn for part in parts]
    return Generation(
        pictures=tuple(picture for part in parts for picture in part.pictures)[: request.count],
        provider=provider,
        model=model.id,
        micros=sum(micros(model, part.drawn.usage, request, len(part.pictures)) for part in parts),
        tokens=sum(one.usage.tokens for one in drawn if one.usage is not None),
        latency=latency,
        seed=next((one.seed for one in drawn if one.seed is not None), request.seed),
        request_id=next((one.request_id for one in drawn if one.request_id), ""),
        note=next((one.note for one in drawn if one.note), ""),
        again=harvest.again(request.count, max(1, model.count)),
    )


def lost(drawn: Drawn, provider: str, model: Model, request: ImageRequest, pictures: int) -> Generation:
    """What an answer cost that brought no usable picture: as it tells, else the table's price of so many."""
    usage = drawn.usage
    return Generation(
        pictures=(),
        provider=provider,
        model=model.id,
        micros=micros(model, usage, request, pictures),
        tokens=0 if usage is None else usage.tokens,
        request_id=drawn.request_id,
    )


def micros(model: Model, usage: Usage | None, request: ImageRequest, pictures: int) -> int:
    """What it cost in micro-USD: as told, else from the tokens told, else from the price table."""
    if usage is not None and usage.micros is not None:
        return usage.micros
    if usage is not None and usage.image_out is not None and model.tokens is not None:
        price = model.tokens
        return (
            usage.text_in * price.text_in
            + usage.image_in * (price.image_in or price.text_in)
            + usage.text_out * price.text_out
            + usage.image_out * price.image_out
        ) // 1_000_000
    return model.cost(request).micros * pictures // request.count
