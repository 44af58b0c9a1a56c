"""What the pages say, in the browser's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from aiohttp import web

from adapters.chat.web.incoming import language
from adapters.web.picture_page import PageWords
from adapters.wiring.opened import OpenHouse
from bot.commands.entry import Audience
from bot.commands.help import menu
from bot.texts import Texts


def page_words(texts: Texts, browser: str) -> Mapping[str, object]:
    """Everything the playground's page says, in the browser's language."""
    code = texts.nearest(browser)
    say = partial(texts.say, code)
    plain = ("title", "hint", "placeholder", "attach", "send", "remove", "picture", "editing", "ready", "away")
    return {
        "language": code,
        **{key: say(f"playground.{key}") for key in plain},
        "starters": [say(f"playground.starter_{number}") for number in (1, 2, 3)],
        "links": [],
        "shortcuts": [[f"/{name}", say(f"playground.shortcut_{name}")] for name in ("quota", "history", "help")],
        "commands": menu(say, Audience.MEMBER, private=True, sells=False),
    }


def login_words(texts: Texts, request: web.Request) -> Mapping[str, str]:
    code = texts.nearest(language(request))
    return {key: texts.say(code, f"login.{key}") for key in ("title", "password", "enter", "wrong", "slow", "hint")}


def admin_words(texts: Texts, request: web.Request) -> Mapping[str, str]:
    code = texts.nearest(language(request))
    keys = [key for key in texts.keys("en") if key.startswith("dashboard.")]
    return {"language": code, **{key.removeprefix("dashboard."): texts.say(code, key) for key in keys}}


def picture_words(house: OpenHouse, request: web.Request) -> PageWords:
    """In the browser's language; the house's for a browser that names none."""
    told = "Accept-Language" in request.headers
    code = house.texts.nearest(language(request)) if told else house.settings.house.language
    return PageWords(
        code, *(house.texts.say(code, f"picture_page.{key}") for key in ("title", "hint", "gone", "unknown", "again"))
    )
