"""The web half of the house: playground, login, links, health and metrics on one application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from aiohttp import web

from adapters.chat.web.doors import Doors
from adapters.chat.web.incoming import language
from adapters.chat.web.platform import WebChat
from adapters.settings.house import House
from adapters.settings.reading import Settings
from adapters.web.admin import Admin, Sources
from adapters.web.health import healthz, readyz
from adapters.web.links import Links
from adapters.web.login import Login, to_login
from adapters.web.metrics import Metrics
from adapters.web.picture_page import PageWords, style
from adapters.web.server import Route, application
from adapters.web.sessions import Sessions
from adapters.wiring.dashboard.gallery import Gallery
from adapters.wiring.dashboard.overview import Overview
from adapters.wiring.dashboard.sheets import Sheets
from adapters.wiring.desk import desk_routes
from adapters.wiring.house import OpenHouse
from bot.commands.entry import Audience
from bot.commands.help import menu
from bot.model import State
from bot.ports import Clock
from bot.reuse.spare import HOUSE
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Site:
    """What exists before the house opens: the platform of the page, and what signs and counts."""

    chat: WebChat
    links: Links
    sessions: Sessions
    metrics: Metrics


def plan_site(settings: Settings, secret: bytes, password: str, clock: Clock) -> Site:
    public = settings.house.public_url or ""
    links = Links(secret, clock, base=public)
    return Site(
        chat=WebChat(Links(secret, clock).raw),
        links=links,
        sessions=Sessions(secret, password, clock, secure=public.startswith("https:")),
        metrics=Metrics(),
    )


def playground(house: House) -> str:
    """`open`, `password` or `off`: who drives up costs should be somebody the operator knows."""
    if house.playground != "auto":
        return house.playground
    return "open" if house.http.loopback and house.public_url is None else "password"


def open_site(site: Site, house: OpenHouse, more: Sequence[Route] = ()) -> web.Application:
    """`more`: webhooks and whatever else the platforms bring."""
    mode = playground(house.settings.house)
    routes: list[Route] = [
        ("GET", "/healthz", healthz),
        ("GET", "/readyz", readyz({"database": partial(_backlog, house), "queue": house.dispatcher.check})),
        ("GET", "/metrics", site.metrics.handler(partial(_jobs, house), partial(_ahead, house))),
        ("GET", "/i/{signed}", site.links.handler(partial(_picture, house), partial(_picture_words, house))),
        ("GET", "/i.css", style),
        *Login(site.sessions, partial(_login_words, house.texts)).routes(),
        *Admin(site.sessions, _sources(site, house)).routes(),
        *desk_routes(site.chat, site.sessions, house.texts, house.clock),
        *(_playground(site, house, mode) if mode != "off" else ()),
        *more,
    ]
    return application(routes, hosts=_hosts(house.settings.house) if mode == "open" else None)


def _sources(site: Site, house: OpenHouse) -> Sources:
    sheets = Sheets(house)
    return Sources(
        board=Overview(house, partial(house.texts.money, house.settings.house.language)),
        wall=Gallery(house, site.links),
        sheets={"requests": sheets.requests, "spend": sheets.spend},
        words=partial(_admin_words, house.texts),
    )


def _playground(site: Site, house: OpenHouse, mode: str) -> list[Route]:
    def allowed(request: web.Request) -> bool:
        return mode == "open" or site.sessions.admin(request)

    doors = Doors(
        site.chat,
        who=lambda request: site.sessions.visitor(request) if allowed(request) else None,
        words=partial(page_words, house.texts),
        clock=house.clock,
    )

    async def page(request: web.Request) -> web.StreamResponse:
        if not allowed(request):
            raise to_login(request)
        response = doors.page(request)
        if site.sessions.visitor(request) is None:
            site.sessions.welcome(response)
        return response

    return [("GET", "/", page), *doors.routes()]


def _hosts(house: House) -> frozenset[str]:
    public = urlsplit(house.public_url or "").hostname
    return frozenset({"127.0.0.1", "localhost", "[::1]", house.http.host, *((public,) if public else ())})


# ── words ──


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


def _login_words(texts: Texts, request: web.Request) -> Mapping[str, str]:
    code = texts.nearest(language(request))
    return {key: texts.say(code, f"login.{key}") for key in ("title", "password", "enter", "wrong", "slow", "hint")}


def _admin_words(texts: Texts, request: web.Request) -> Mapping[str, str]:
    code = texts.nearest(language(request))
    keys = [key for key in texts.keys("en") if key.startswith("dashboard.")]
    return {"language": code, **{key.removeprefix("dashboard."): texts.say(code, key) for key in keys}}


def _picture_words(house: OpenHouse, request: web.Request) -> PageWords:
    """In the browser's language; the house's for a browser that names none."""
    told = "Accept-Language" in request.headers
    code = house.texts.nearest(language(request)) if told else house.settings.house.language
    return PageWords(
        code, *(house.texts.say(code, f"picture_page.{key}") for key in ("title", "hint", "gone", "unknown", "again"))
    )


# ── what the store knows ──


async def _picture(house: OpenHouse, picture: int) -> tuple[bytes, str] | None:
    found = await house.store.gallery.picture(picture)
    data = await house.store.blobs.get(found[0].digest) if found is not None else None
    return None if found is None or data is None else (data, found[0].media_type)


async def _backlog(house: OpenHouse) -> None:
    await house.store.reports.backlog(house.clock.now())


async def _jobs(house: OpenHouse) -> dict[str, float]:
    backlog = await house.store.reports.backlog(house.clock.now())
    return {state.value: float(count) for state, count in backlog.states.items()}


async def _ahead(house: OpenHouse) -> dict[str, float]:
    now, found = house.clock.now(), dict.fromkeys(State, 0.0)
    for tally in await house.store.reports.tallies(HOUSE, now - timedelta(days=1), now, "UTC"):
        found[tally.state] += tally.jobs
    return {state.value: count for state, count in found.items()}
