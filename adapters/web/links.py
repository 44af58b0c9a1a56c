"""Pictures by signed link, for a while: `GET /i/<signed>` is a page for a phone, `?raw` the picture itself.

`?card` is the picture as a JPEG or PNG: chats that show it by its address know no other kinds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO

from aiohttp import web

from adapters.web.link_page import PictureWords, missing, shown
from adapters.web.signing import Signer
from bot.ports import Clock

Load = Callable[[int], Awaitable[tuple[bytes, str] | None]]
"""The bytes and media type of a picture, while it is there."""

Words = Callable[[web.Request], PictureWords]
"""What the page says, in the language of whoever opened it."""


class Links:
    """`base` is the public address; empty makes links that work on the same site. They live for `seconds`."""

    def __init__(self, secret: bytes, clock: Clock, *, base: str = "", seconds: int = 7 * 86_400) -> None:
        self._signer = Signer(secret, "picture")
        self._clock = clock
        self._base = base
        self._seconds = seconds

    def page(self, picture: int) -> str:
        """The same link for an hour, so that browsers can keep the picture."""
        now = int(self._clock.now().timestamp())
        return f"{self._base}/i/{self._signer.sign(f'{picture:x}', now - now % 3600 + self._seconds)}"

    def raw(self, picture: int) -> str:
        return f"{self.page(picture)}?raw"

    def card(self, picture: int) -> str:
        return f"{self.page(picture)}?card"

    def handler(self, load: Load, words: Words) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """404 for what we never signed, 410 for what is over."""

        async def handle(request: web.Request) -> web.StreamResponse:
            bare = bool({"card", "raw"} & request.query.keys())
            page = not bare and "text/html" in request.headers.get("Accept", "")
            found = self._signer.read(request.match_info["signed"], self._clock.now().timestamp())
            payload, over = found or ("", True)
            picture = None if over else await load(int(payload, 16))
            if picture is None:
                return missing(words(request).missing, known=found is not None, page=page)
            if page:
                return shown(words(request))
            return _picture(*(await _common(*picture) if "card" in request.query else picture))

        return handle


async def _common(data: bytes, media_type: str) -> tuple[bytes, str]:
    if media_type in {"image/jpeg", "image/png"}:
        return data, media_type
    return await asyncio.to_thread(_jpeg, data), "image/jpeg"


def _jpeg(data: bytes) -> bytes:
    """On white: JPEG has no transparency."""
    from PIL import Image  # noqa: PLC0415  an idle service goes without it

    out = BytesIO()
    with Image.open(BytesIO(data)) as opened:
        image = opened.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    white.save(out, "JPEG", quality=90)
    return out.getvalue()


def _picture(data: bytes, media_type: str) -> web.Response:
    headers = {"Cache-Control": "private, max-age=3600, immutable", "Content-Disposition": "inline"}
    return web.Response(body=data, content_type=media_type, headers=headers)
