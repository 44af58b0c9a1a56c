"""One password, one form."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from urllib.parse import quote

from aiohttp import web

from adapters.web.brake import Brake
from adapters.web.sessions import Sessions

Words = Callable[[web.Request], Mapping[str, str]]
"""`title`, `password`, `enter`, `wrong`, `slow`, `hint` in the browser's language."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_FORM_BYTES = 10_000


class Login:
    def __init__(self, sessions: Sessions, words: Words, brake: Brake) -> None:
        self._sessions = sessions
        self._words = words
        self._brake = brake

    def routes(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/login", self.form),
            ("POST", "/login", self.enter),
            ("POST", "/logout", self.leave),
            ("GET", "/login.css", self.style),
        ]

    async def form(self, request: web.Request) -> web.StreamResponse:
        return self._form(request, 200, "")

    async def enter(self, request: web.Request) -> web.StreamResponse:
        wait = self._brake.wait(request.remote)
        if wait:
            answer = self._form(request, 429, "slow")
            answer.headers["Retry-After"] = str(math.ceil(wait))
            return answer
        password = await _password(request)
        response = web.HTTPSeeOther(_next(request))
        if password is not None and self._sessions.login(password, response):
            raise response
        self._brake.failed(request.remote)
        return self._form(request, 403, "wrong")

    async def leave(self, _request: web.Request) -> web.StreamResponse:
        response = web.HTTPSeeOther("/login")
        self._sessions.logout(response)
        raise response

    async def style(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(text=_STYLE, content_type="text/css", headers={"Cache-Control": "public, max-age=86400"})

    def _form(self, request: web.Request, status: int, complaint: str) -> web.Response:
        words = {key: escape(value) for key, value in self._words(request).items()}
        html = _FORM.format(
            **words, complaint=words.get(complaint, ""), action=escape(f"/login?next={quote(_next(request), safe='/')}")
        )
        return web.Response(status=status, text=html, content_type="text/html", headers={"Cache-Control": "no-store"})


async def _password(request: web.Request) -> str | None:
    """None: whatever was sent is no form with a password in it."""
    short = request.clone(client_max_size=_FORM_BYTES)  # of somebody who has not shown who they are
    try:
        password = (await short.post()).get("password")
    except (ValueError, LookupError):  # letters of no alphabet, an alphabet of no name, parts without a border
        return None
    return password if isinstance(password, str) else None


def to_login(request: web.Request) -> web.HTTPSeeOther:
    """Come back here afterwards."""
    return web.HTTPSeeOther(f"/login?next={quote(request.path, safe='/')}")


def _next(request: web.Request) -> str:
    """A page of ours, never another site."""
    asked = request.query.get("next", "/")
    return asked if asked.startswith("/") and not asked.startswith(("//", "/\\")) else "/"


_FORM = (
    '<!doctype html><html><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><title>{title}</title><link rel="icon" href="data:,">'
    '<link rel="stylesheet" href="/login.css">'
    '<form method="post" action="{action}"><h1>{title}</h1><label>{password}'
    '<input type="password" name="password" autocomplete="current-password" required autofocus></label>'
    '<p class="wrong" role="alert">{complaint}</p><button>{enter}</button><p>{hint}</p></form></html>'
)
_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;min-height:100dvh;display:grid;place-items:center;"
    "background:light-dark(#faf8f2,#17150f);color:light-dark(#25221a,#efe9da);font:16px/1.5 system-ui,sans-serif}"
    "form{box-sizing:border-box;width:min(25rem,92vw);background:light-dark(#fff,#242119);padding:1.6rem;border-radius:1.2rem;"
    "border:1px solid light-dark(#e6e0d0,#37332a)}h1{font-size:1.3rem;margin:0 0 1rem}label{display:block}"
    "input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.6rem .8rem;margin-top:.3rem;"
    "border-radius:.8rem;border:1px solid light-dark(#cfc7b2,#4a4538);background:transparent;color:inherit}"
    "button{font:inherit;font-weight:600;width:100%;padding:.6rem;border:0;border-radius:.8rem;background:#ffd43b;"
    "color:#2b2618;cursor:pointer}p{font-size:.85rem;color:light-dark(#6d675a,#a39b88);margin:.8rem 0 0}"
    ".wrong{min-height:1.3em;margin:.4rem 0;color:light-dark(#a32020,#ff9a8a)}"
)
