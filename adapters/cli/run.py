"""`bananabot run`: the service."""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
import sys
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack

import typer

from adapters.cli.logs import service_logs
from adapters.cli.opening import run_until_done, settings
from adapters.clock import SystemClock
from adapters.settings.reading import Settings
from adapters.settings.secrets import admin_password, secret
from adapters.settings.words import Listen
from adapters.web.server import serving
from adapters.wiring.duty import Duty
from adapters.wiring.garbage import settle
from adapters.wiring.guests import Guests
from adapters.wiring.house import open_house
from adapters.wiring.rings import ring_routes
from adapters.wiring.site import open_site, plan_site, playground
from bot.ports import ChatPlatform, Clock

_FILES = 65_536

app = typer.Typer()
log = logging.getLogger(__name__)


@app.command("run", epilog="Example: BANANABOT_TELEGRAM_TOKEN=… bananabot run")
def run(
    platform: list[str] = typer.Option(
        [], "--platform", metavar="NAME", help="Listen to this one only; may be repeated."
    ),
    role: Duty = typer.Option(Duty.ALL, "--role", help="ingress takes messages in, worker draws, all does both."),
) -> None:
    """The service: chats, web page, painters."""
    found = settings()
    key = secret(found.house)
    password, fresh = admin_password(found.house)
    if fresh:
        sys.stderr.write(f"bananabot: the admin password is {password} (kept in {found.house.data}/admin-password)\n")
    with service_logs(found, [key.decode(), password]):
        _open_many()
        run_until_done(_serve(found, key, password, role, platform))


def _open_many() -> None:
    """A thousand files and sockets, a system's usual start, are few for a service; whoever gives more is taken at their word."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _serve(found: Settings, key: bytes, password: str, duty: Duty, names: Sequence[str]) -> None:
    clock = SystemClock()
    site = plan_site(found, key, password, clock)
    platforms: list[ChatPlatform] = [] if duty is Duty.WORKER else [site.chat]
    if _alone(found, duty, names):
        platforms.append(_terminal(found, clock))
    guests = Guests(found, secret=key, clock=clock, links=site.links)
    async with AsyncExitStack() as stack:
        opening = open_house(
            found,
            platforms,
            secret=key,
            clock=clock,
            observer=site.metrics,
            duty=duty,
            guests=guests,
        )
        house = await stack.enter_async_context(opening)
        wanted = _wanted(house.platforms, names) if duty is not Duty.WORKER else []
        address = found.house.http
        app = open_site(site, house, [*guests.routes, *ring_routes(found, house.targets, key, clock)])
        port = await stack.enter_async_context(serving(app, address.host, address.port))
        settle()
        _announce(found, Listen(address.host, port), house.platforms)
        await _until_told([house.listen(one) for one in wanted])
        log.info("stopping: what is being drawn may end")


def _terminal(found: Settings, clock: Clock) -> ChatPlatform:
    from adapters.chat.console.seat import seat  # noqa: PLC0415  a service goes without prompt and history
    from adapters.cli.chat import open_console  # noqa: PLC0415  as above

    return open_console(found, seat("operator", None, admin=True, now=clock.now))


def _alone(found: Settings, duty: Duty, names: Sequence[str]) -> bool:
    """Nothing is configured and somebody sits here: let them try it at once."""
    chats = (found.telegram, found.wechat, found.wecom, found.wecombot)
    return duty is Duty.ALL and not names and sys.stdin.isatty() and not any(chat.configured for chat in chats)


def _wanted(platforms: Sequence[ChatPlatform], names: Sequence[str]) -> list[ChatPlatform]:
    """Raises `BadParameter` for a name that is not configured."""
    known = {platform.name: platform for platform in platforms}
    for name in names:
        if name not in known:
            raise typer.BadParameter(f"--platform {name}: not configured; there is {', '.join(known)}")
    return [platform for name, platform in known.items() if not names or name in names]


async def _until_told(listening: Sequence[Coroutine[None, None, None]]) -> None:
    """Listen until SIGINT or SIGTERM, or until one of them ends: its error, if any, is ours."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    tasks = [asyncio.create_task(one) for one in listening]
    waiting = asyncio.create_task(_wait(told))
    try:
        done, _ = await asyncio.wait([*tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (*tasks, waiting):
            task.cancel()
        await asyncio.gather(*tasks, waiting, return_exceptions=True)


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


def _announce(found: Settings, where: Listen, platforms: Sequence[ChatPlatform]) -> None:
    chats = ", ".join(platform.name for platform in platforms)
    painters = ", ".join(found.providers.providers)
    sys.stderr.write(f"bananabot: listening on http://{where} (chats: {chats}; painters: {painters})\n")
    if len(platforms) == sum(platform.name in {"web", "console"} for platform in platforms):
        sys.stderr.write(
            "bananabot: no chat platform is configured yet: see .env.example, e.g. BANANABOT_TELEGRAM_TOKEN\n"
        )
    if playground(found.house) == "open":
        sys.stderr.write("bananabot: open that address in a browser to try it; Ctrl-C stops\n")
