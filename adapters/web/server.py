"""The application and the port it listens on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from adapters.web.guard import BODY_BYTES, add_headers, as_they_are, errors, same_site
from adapters.web.patience import KEEP_SECONDS, Patience, Understood
from bot.errors import ConfigurationError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Route = tuple[str, str, Handler]
"""Method, path, handler."""

_PAGES = ("/", "/chat", "/login", "/logout", "/admin")
_GOODBYE_SECONDS = 3.0
_BACKLOG = 1_024
_PATIENCE = web.AppKey("patience", Patience)

_log = logging.getLogger(__name__)
_log.addFilter(Understood())


def application(
    routes: Sequence[Route], *, hosts: Collection[str] | None = None, patience: Patience | None = None
) -> web.Application:
    """`hosts`: the names our pages may be asked under; None: any, as pages need a password anyway."""
    patience = patience or Patience()
    guards = [patience.hear(), errors(), as_they_are(), same_site(hosts, _PAGES)]
    app = web.Application(client_max_size=BODY_BYTES, middlewares=guards)
    app[_PATIENCE] = patience
    app.on_response_prepare.append(add_headers)
    for method, path, handler in routes:
        if method == "GET":  # a HEAD is a GET without the body; of a stream that never ends there is none
            app.router.add_get(path, handler, allow_head=not path.endswith("/events"))
        else:
            app.router.add_route(method, path, handler)
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncGenerator[int]:
    """Listen while inside; yields the port, which is another one for 0. Raises `ConfigurationError`."""
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=_log,
        keepalive_timeout=KEEP_SECONDS,
        shutdown_timeout=_GOODBYE_SECONDS,
        handle_signals=False,
        auto_decompress=False,  # a megabyte that becomes a gigabyte stops everybody, whoever sent it and wherever to
    )
    await runner.setup()
    try:
        listening = await _listen(runner.server, app[_PATIENCE], host, port)
        try:
            yield listening.sockets[0].getsockname()[1]
        finally:
            listening.close()
    finally:
        await runner.cleanup()


async def _listen(server: web.Server | None, patience: Patience, host: str, port: int) -> asyncio.Server:
    if server is None:
        raise RuntimeError("the runner was set up just before")
    try:
        return await asyncio.get_running_loop().create_server(
            lambda: patience.connected(server), host, port, backlog=_BACKLOG
        )
    except OSError as error:
        raise ConfigurationError(
            f"BANANABOT_HTTP: cannot listen on {host}:{port} ({error.strerror}); for example 127.0.0.1:8081"
        ) from error
