"""The application and the port it listens on."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from adapters.web.guard import BODY_BYTES, add_headers, errors, same_site
from bot.errors import ConfigurationError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Route = tuple[str, str, Handler]
"""Method, path, handler."""

_PAGES = ("/", "/chat", "/login", "/logout", "/admin")
_GOODBYE_SECONDS = 3.0


def application(routes: Sequence[Route], *, hosts: Collection[str] | None = None) -> web.Application:
    """`hosts`: the names our pages may be asked under; None: any, as pages need a password anyway."""
    app = web.Application(client_max_size=BODY_BYTES, middlewares=[errors(), same_site(hosts, _PAGES)])
    app.on_response_prepare.append(add_headers)
    for method, path, handler in routes:
        app.router.add_route(method, path, handler)
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncGenerator[int]:
    """Listen while inside; yields the port, which is another one for 0. Raises `ConfigurationError`."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GOODBYE_SECONDS, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise ConfigurationError(
                f"BANANABOT_HTTP: cannot listen on {host}:{port} ({error.strerror}); for example 127.0.0.1:8081"
            ) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
