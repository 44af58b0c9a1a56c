"""Sketch as an image provider: checks, prices, paints in threads of its own."""

from __future__ import annotations

import asyncio
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from adapters.images.sketch.commission import Commission, Paints
from bot.errors import RequestInvalid, UnsupportedRequest
from bot.model import SEEDS, Generation, ImageRequest, Picture, Price
from bot.ports import Clock, Ticket

_SIDES = {"1k": 1024, "2k": 2048, "4k": 4096}
_UNITS = {"1k": 1, "2k": 2, "4k": 4}
_LONGEST = 8  # times as long as high, or the other way round
_REFERENCES = 14
_AT_ONCE = min(4, os.cpu_count() or 1)
"""More would finish no sooner: painting is all processor. They would only starve the chats, and hold a canvas each."""


class Sketch:
    """The painter behind the `ImageProvider` port. Costs the operator nothing; larger sizes cost the person more units."""

    name = "sketch"

    def __init__(self, clock: Clock, painter: Paints | None = None) -> None:
        self._clock = clock
        self._given = painter
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="bananabot-sketch")

    @cached_property
    def _painter(self) -> Paints:
        """The brushes come out with the first picture: an idle service goes without drawing libraries."""
        from adapters.images.sketch.painter import new_painter  # noqa: PLC0415  as said

        return self._given or new_painter()

    def check(self, request: ImageRequest) -> None:
        if request.model is not None and request.model.casefold() != self.name:
            raise UnsupportedRequest("unsupported.model", value=request.model, allowed=self.name)
        pixels(request)
        if len(request.references) > _REFERENCES:
            raise UnsupportedRequest("unsupported.references", value=len(request.references), allowed=_REFERENCES)

    def price(self, request: ImageRequest) -> Price:
        return Price(units=_UNITS.get(request.size or "1k", 1) * request.count)

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        """Paint `count` pictures, the seed growing by one each. Without a seed the job's number gives one: Again differs."""
        started, loop = self._clock.monotonic(), asyncio.get_running_loop()
        width, height = pixels(request)
        seed = request.seed if request.seed is not None else _seed_of(ticket.job)
        prompt = f"{request.prompt} {request.style}" if request.style else request.prompt
        references = tuple(reference.data for reference in ticket.references)
        pictures: list[Picture] = []
        for number in range(request.count):
            commission = Commission(prompt, seed + number, width, height, request.negative or "", references)
            pictures.append(await loop.run_in_executor(self._threads, self._paint, commission))
        return Generation(
            pictures=tuple(pictures),
            provider=self.name,
            model=self.name,
            latency=self._clock.monotonic() - started,
            seed=seed,
        )

    def _paint(self, commission: Commission) -> Picture:
        from PIL.Image import DecompressionBombError  # noqa: PLC0415  as above

        try:
            data = self._painter.paint(commission)
        except (OSError, SyntaxError, DecompressionBombError) as error:
            raise RequestInvalid(f"a reference cannot be opened: {error}", self.name, parameter="references") from error
        digest = hashlib.sha256(data).hexdigest()
        return Picture(data, digest, "image/jpeg", commission.width, commission.height)


def pixels(request: ImageRequest) -> tuple[int, int]:
    """Width and height in pixels. Raises `UnsupportedRequest` for a size or a shape that sketch does not paint."""
    long = _SIDES.get(request.size or "1k")
    if long is None:
        raise UnsupportedRequest("unsupported.size", value=request.size or "", allowed=", ".join(_SIDES))
    wide, _, high = (request.aspect or "1:1").partition(":")
    try:
        ratio = float(wide) / float(high)
    except (ValueError, ZeroDivisionError):
        ratio = 0.0
    if not 1 / _LONGEST <= ratio <= _LONGEST:
        raise UnsupportedRequest(
            "unsupported.aspect", value=request.aspect or "", allowed=f"1:{_LONGEST} … {_LONGEST}:1"
        )
    return (long, round(long / ratio)) if ratio >= 1 else (round(long * ratio), long)


def _seed_of(job: int) -> int:
    return int.from_bytes(hashlib.sha256(f"job {job}".encode()).digest()[:4]) % SEEDS
