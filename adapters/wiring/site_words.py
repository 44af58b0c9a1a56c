"""What the pages say, in the browser's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from aiohttp import web

from adapters.chat.web.incoming import language
from adapters.web.link_page import MissingWords, PictureWords
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


def picture_words(house: OpenHouse, request: web.Request) -> PictureWords:
    missing = _missing_words(house, "picture_page", request)
    say = partial(house.texts.say, missing.language)
    return PictureWords(say("picture_page.title"), say("picture_page.hint"), missing)


def export_words(house: OpenHouse, request: web.Request) -> MissingWords:
    return _missing_words(house, "export_page", request)


def _missing_words(house: OpenHouse, page: str, request: web.Request) -> MissingWords:
    """In the browser's language; the house's for a browser that names none."""
    told = "Accept-Language" in request.headers
    code = house.texts.nearest(language(request)) if told else house.settings.house.language
    return MissingWords(code, *(house.texts.say(code, f"{page}.{key}") for key in ("gone", "unknown", "again")))
