"""The dashboard: one page behind the password, its numbers renewed every few seconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

from aiohttp import web

from adapters.web.login import to_login
from adapters.web.sessions import Sessions

_PAGE = files("adapters.web").joinpath("page")
_TYPES = {"css": "text/css", "js": "text/javascript"}

_PAGES = ("admin.html", "live.html")


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the chart."""

    label: str
    delivered: int
    refunded: int
    spent: str


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are keys of the words; cells are plain text and escaped when shown."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Board:
    """What the dashboard shows now. `tiles` are a key of the words and its value."""

    tiles: Sequence[tuple[str, str]]
    days: Sequence[Day]
    tables: Sequence[Table]

    @property
    def highest(self) -> int:
        return max([day.delivered + day.refunded for day in self.days] + [1])


class Render(Protocol):
    """A page's HTML, everything in it escaped."""

    def __call__(self, name: str, *, board: Board, words: Mapping[str, str]) -> str: ...


class Admin:
    """`board` gathers the numbers; `words` says every key in the browser's language."""

    def __init__(
        self,
        sessions: Sessions,
        board: Callable[[], Awaitable[Board]],
        words: Callable[[web.Request], Mapping[str, str]],
    ) -> None:
        self._sessions = sessions
        self._board = board
        self._words = words
        self._render: Render | None = None

    def routes(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/admin", self.page),
            ("GET", "/admin/", self.page),
            ("GET", "/admin/live", self.live),
            ("GET", "/admin/{name:admin\\.css|admin\\.js}", self.assets),
        ]

    async def page(self, request: web.Request) -> web.StreamResponse:
        return await self._shown(request, "admin.html")

    async def live(self, request: web.Request) -> web.StreamResponse:
        return await self._shown(request, "live.html")

    async def assets(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        return web.Response(
            body=_PAGE.joinpath(name).read_bytes(),
            content_type=_TYPES[name.rpartition(".")[2]],
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    async def _shown(self, request: web.Request, name: str) -> web.Response:
        if not self._sessions.admin(request):
            raise to_login(request)
        if self._render is None:
            self._render = _renderer()
        html = self._render(name, board=await self._board(), words=self._words(request))
        return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})


def _renderer() -> Render:
    from jinja2 import DictLoader, Environment, StrictUndefined  # noqa: PLC0415  4 MB, for whoever looks in

    pages = {name: _PAGE.joinpath(name).read_text("utf-8") for name in _PAGES}
    templates = Environment(loader=DictLoader(pages), autoescape=True, undefined=StrictUndefined)

    def render(name: str, *, board: Board, words: Mapping[str, str]) -> str:
        return templates.get_template(name).render(board=board, words=words)

    return render
