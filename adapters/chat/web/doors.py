"""The page's routes: the page itself, its files, what comes in from it, and the stream of what goes out to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from importlib.resources import files
from urllib.parse import quote

import orjson
from aiohttp import web

from adapters.chat.web.incoming import Inbox, language
from adapters.chat.web.platform import WebChat
from adapters.chat.web.stream import stream
from adapters.chat.web.timeline import Message, through
from bot.ports import Clock

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Words = Callable[[str], object]
"""Everything the page says, given the browser's language: anything that JSON can hold."""

_PAGE = files("adapters.chat.web").joinpath("page")
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_SHOWN = frozenset({"image/png", "image/jpeg", "image/webp"})


class Doors:
    """`who` is the visitor's account, None for somebody who has to log in first (then the page sends them there).

    `at` is where the doors hang: the same page may hang at several places, for other people each.
    """

    def __init__(
        self,
        chat: WebChat,
        *,
        who: Callable[[web.Request], str | None],
        words: Words,
        clock: Clock,
        at: str = "/chat",
    ) -> None:
        self._chat = chat
        self._who = who
        self._words = words
        self._at = at
        self._inbox = Inbox(chat, self._account, clock)

    def routes(self) -> list[tuple[str, str, Handler]]:
        """Method, path, handler; the page itself (`page`) is mounted by whoever hands out sessions."""
        return [
            ("GET", f"{self._at}/events", self.events),
            ("POST", f"{self._at}/messages", self._inbox.message),
            ("POST", f"{self._at}/presses", self._inbox.press),
            ("GET", f"{self._at}/files/{{name}}", self.files),
            ("GET", f"{self._at}/{{name:chat\\.css|chat\\.js|icon\\.svg}}", self.assets),
        ]

    def page(self, request: web.Request) -> web.Response:
        words = orjson.dumps(self._words(language(request))).replace(b"<", b"\\u003c")
        html = (
            _PAGE.joinpath("chat.html").read_bytes().replace(b"{{at}}", self._at.encode()).replace(b"{{words}}", words)
        )
        return web.Response(body=html, content_type="text/html", charset="utf-8", headers={"Cache-Control": "no-store"})

    async def assets(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        return web.Response(
            body=_PAGE.joinpath(name).read_bytes(),
            content_type=_TYPES[name.rpartition(".")[2]],
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: everything on the timeline, then everything new."""
        return await stream(request, self._watched(self._account(request)))

    async def _watched(self, account: str) -> AsyncGenerator[Message]:
        """What the shelf keeps is fetched through the door where the page hangs."""
        messages = self._chat.timelines.watch(account)
        try:
            async for message in messages:
                yield through(self._at, message)
        finally:
            await messages.aclose()

    async def files(self, request: web.Request) -> web.StreamResponse:
        file = self._chat.shelf.get(request.match_info["name"], self._account(request))
        if file is None:
            raise web.HTTPNotFound
        inline = file.media_type in _SHOWN
        how = "inline" if inline else f"attachment; filename*=UTF-8''{quote(file.name)}"
        kind = file.media_type if inline else "application/octet-stream"
        return web.Response(body=file.data, content_type=kind, headers={"Content-Disposition": how})

    def _account(self, request: web.Request) -> str:
        account = self._who(request)
        if account is None:
            raise web.HTTPUnauthorized(text="the session is over: load the page again\n")
        return account
