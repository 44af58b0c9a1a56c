"""What every request and answer goes through: sizes and time are bounded, pages cannot be framed or fed foreign scripts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

log = logging.getLogger(__name__)

BODY_BYTES = 26_000_000
SECONDS = 60.0

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """A signal of aiohttp: runs before headers are sent, for errors too."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "bananabot"  # not which library, in which version


def errors() -> Middleware:
    """An unexpected error is logged whole and answered with nothing; a slow handler ends in 503."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if _lasting(request.path):
                return await handler(request)
            async with asyncio.timeout(SECONDS):
                return await handler(request)
        except TimeoutError:
            log.warning("too slow", extra={"route": _route(request)})
            return web.Response(status=503, text="too slow, try again\n")
        except web.HTTPException:
            raise
        except (web.RequestPayloadError, HttpProcessingError):  # it broke off, or is none
            return web.Response(status=400, text="a body that cannot be read\n")
        except Exception:
            log.exception("a request failed", extra={"route": _route(request)})
            return web.Response(status=500, text="something went wrong here\n")

    return middleware


def _lasting(path: str) -> bool:
    """A stream of events has no end; a download keeps its own time."""
    return path.endswith("/events") or path.startswith("/mydata/")


def _route(request: web.Request) -> str:
    """The pattern, not the path: a path may hold somebody's signed link."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"


def as_they_are() -> Middleware:
    """Bodies are taken as they come: nobody who calls us packs them, and a server that unpacks does so before it asks who calls."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise web.HTTPUnsupportedMediaType(text="packed bodies are not taken\n")
        return await handler(request)

    return middleware


def same_site(hosts: Collection[str] | None, paths: Collection[str]) -> Middleware:
    """For pages that act for a cookie: only under our own names (no rebound DNS), only from our own pages (no forgery)."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if any(request.path == path or request.path.startswith(f"{path}/") for path in paths):
            if hosts is not None and _name(request.host) not in hosts:
                raise web.HTTPMisdirectedRequest(text=f"not known as {_name(request.host)}: see BANANABOT_PUBLIC_URL\n")
            origin = request.headers.get("Origin")
            if request.method == "POST" and origin is not None and urlsplit(origin).netloc != request.host:
                raise web.HTTPForbidden(text="this form came from another site\n")
        return await handler(request)

    return middleware


def _name(host: str) -> str:
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
