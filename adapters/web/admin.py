"""The dashboard: pages behind the password, the numbers renewed every few seconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Protocol

from aiohttp import web

from adapters.web.board import Board, Wall
from adapters.web.login import to_login
from adapters.web.sessions import Sessions

_PAGE = files("adapters.web").joinpath("page")
_TYPES = {"css": "text/css", "js": "text/javascript"}

_PAGES = ("admin.html", "live.html", "charts.html", "gallery.html", "frame.html")
_CODE = 2**62

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Render(Protocol):
    """A page's HTML, everything in it escaped."""

    def __call__(self, name: str, **values: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the pages come from: the numbers now, a page of the gallery from a picture on, a spreadsheet by its name.

    `words` says every key in the browser's language.
    """

    board: Callable[[], Awaitable[Board]]
    wall: Callable[[int | None], Awaitable[Wall]]
    sheets: Mapping[str, Callable[[], Awaitable[str]]]
    words: Callable[[web.Request], Mapping[str, str]]


class Admin:
    def __init__(self, sessions: Sessions, sources: Sources) -> None:
        self._sessions = sessions
        self._sources = sources
        self._render: Render | None = None

    def routes(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/admin", self.page),
            ("GET", "/admin/", self.page),
            ("GET", "/admin/live", self.live),
            ("GET", "/admin/gallery", self.gallery),
            ("GET", "/admin/{sheet}.csv", self.sheet),
            ("GET", "/admin/{name:admin\\.css|admin\\.js}", self.assets),
        ]

    async def page(self, request: web.Request) -> web.StreamResponse:
        self._guard(request)
        return self._shown(request, "admin.html", board=await self._sources.board())

    async def live(self, request: web.Request) -> web.StreamResponse:
        self._guard(request)
        return self._shown(request, "live.html", board=await self._sources.board())

    async def gallery(self, request: web.Request) -> web.StreamResponse:
        """Newest first; `?before=` goes on from there."""
        self._guard(request)
        before = request.query.get("before", "")
        wall = await self._sources.wall(min(int(before), _CODE) if before.isascii() and before.isdecimal() else None)
        return self._shown(request, "gallery.html", wall=wall)

    async def sheet(self, request: web.Request) -> web.StreamResponse:
        self._guard(request)
        name = request.match_info["sheet"]
        make = self._sources.sheets.get(name)
        if make is None:
            raise web.HTTPNotFound
        headers = {"Content-Disposition": f'attachment; filename="bananabot-{name}.csv"', "Cache-Control": "no-store"}
        return web.Response(text=await make(), content_type="text/csv", charset="utf-8", headers=headers)

    async def assets(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        return web.Response(
            body=_PAGE.joinpath(name).read_bytes(),
            content_type=_TYPES[name.rpartition(".")[2]],
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    def _guard(self, request: web.Request) -> None:
        if not self._sessions.admin(request):
            raise to_login(request)

    def _shown(self, request: web.Request, name: str, **values: Board | Wall) -> web.Response:
        if self._render is None:
            self._render = _renderer()
        html = self._render(name, words=self._sources.words(request), here=name, **values)
        return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})


def _renderer() -> Render:
    from jinja2 import DictLoader, Environment, StrictUndefined  # noqa: PLC0415  4 MB, for whoever looks in

    pages = {name: _PAGE.joinpath(name).read_text("utf-8") for name in _PAGES}
    templates = Environment(loader=DictLoader(pages), autoescape=True, undefined=StrictUndefined)

    def render(name: str, **values: Any) -> str:
        return templates.get_template(name).render(**values)

    return render
