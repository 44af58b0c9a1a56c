"""Pictures by signed link, for a while: `GET /i/<signed>` is a page for a phone, `?raw` the picture itself.

`?card` is the picture as a JPEG or PNG: chats that show it by its address know no other kinds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO

from aiohttp import web

from adapters.web.signing import Signer
from bot.ports import Clock

Load = Callable[[int], Awaitable[tuple[bytes, str] | None]]
"""The bytes and media type of a picture, while it is there."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """`gone`: for a link that is too old or a picture that was deleted."""

    title: str
    hint: str
    gone: str


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

    def handler(self, load: Load, words: PageWords) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """404 for what we never signed, 410 for what is over."""

        async def handle(request: web.Request) -> web.StreamResponse:
            found = self._signer.read(request.match_info["signed"], self._clock.now().timestamp())
            if found is None:
                raise web.HTTPNotFound
            payload, over = found
            picture = None if over else await load(int(payload, 16))
            if picture is None:
                return web.Response(status=410, text=words.gone)
            if "card" in request.query:
                return _picture(*await _common(*picture))
            if "raw" in request.query or "text/html" not in request.headers.get("Accept", ""):
                return _picture(*picture)
            return _page(words)

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


def _page(words: PageWords) -> web.Response:
    title, hint = escape(words.title), escape(words.hint)
    html = (
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{title}</title><link rel="stylesheet" href="/i.css">'
        f'<img src="?raw" alt="{title}"><p>{hint}</p>'
    )
    return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})


STYLE = (
    "body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;"
    "gap:1rem;background:#14130f;color:#d8d2c2;font:16px system-ui,sans-serif}"
    "img{max-width:100vw;max-height:88vh;object-fit:contain}p{margin:0 1rem}"
)


async def style(_request: web.Request) -> web.StreamResponse:
    return web.Response(text=STYLE, content_type="text/css", headers={"Cache-Control": "public, max-age=86400"})
