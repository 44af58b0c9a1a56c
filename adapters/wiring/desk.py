"""The operator's desk: the chat page behind the password, for an account that owns the service. Alarms come in there too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from aiohttp import web

from adapters.chat.web.doors import Doors
from adapters.chat.web.platform import WebChat
from adapters.web.login import to_login
from adapters.web.server import Route
from adapters.web.sessions import Sessions
from adapters.wiring.owners import DESK
from bot.commands.entry import Audience
from bot.commands.help import menu
from bot.ports import Clock
from bot.texts import Texts

_AT = "/admin/desk"


def desk_routes(chat: WebChat, sessions: Sessions, texts: Texts, clock: Clock) -> list[Route]:
    doors = Doors(
        chat,
        who=lambda request: DESK.account if sessions.admin(request) else None,
        words=partial(desk_words, texts),
        clock=clock,
        at=_AT,
    )

    async def page(request: web.Request) -> web.StreamResponse:
        if not sessions.admin(request):
            raise to_login(request)
        return doors.page(request)

    return [("GET", _AT, page), *doors.routes()]


def desk_words(texts: Texts, browser: str) -> Mapping[str, object]:
    """Everything the desk's page says, in the browser's language."""
    code = texts.nearest(browser)
    say = partial(texts.say, code)
    plain = ("attach", "send", "remove", "picture", "editing", "ready", "away")
    return {
        "language": code,
        **{key: say(f"playground.{key}") for key in plain},
        **{key: say(f"desk.{key}") for key in ("title", "hint", "placeholder")},
        "starters": ["/admin", "/providers", "/cost"],
        "links": [["/admin/", say("dashboard.overview")], ["/admin/gallery", say("dashboard.gallery")]],
        "shortcuts": [["/help", say("playground.shortcut_help")]],
        "commands": menu(say, Audience.OWNER, private=True, sells=False),
    }
