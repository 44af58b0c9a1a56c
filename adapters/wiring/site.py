"""The web half of the house: playground, login, links, health and metrics on one application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from aiohttp import web

from adapters.chat.web.doors import Doors
from adapters.chat.web.platform import WebChat
from adapters.settings.house import House
from adapters.settings.reading import Settings
from adapters.web.admin import Admin, Sources
from adapters.web.brake import Brake
from adapters.web.export_links import ExportLinks
from adapters.web.health import healthz, readyz
from adapters.web.link_page import style
from adapters.web.links import Links
from adapters.web.login import Login, to_login
from adapters.web.metrics import Metrics
from adapters.web.server import Route, application
from adapters.web.sessions import Sessions
from adapters.wiring import site_facts as facts
from adapters.wiring import site_words as words
from adapters.wiring.dashboard.gallery import Gallery
from adapters.wiring.dashboard.overview import Overview
from adapters.wiring.dashboard.sheets import Sheets
from adapters.wiring.desk import desk_routes
from adapters.wiring.opened import OpenHouse
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Site:
    """What exists before the house opens: the platform of the page, and what signs and counts."""

    chat: WebChat
    links: Links
    exports: ExportLinks
    sessions: Sessions
    brake: Brake
    metrics: Metrics


def plan_site(settings: Settings, secret: bytes, password: str, clock: Clock) -> Site:
    public = settings.house.public_url or ""
    links = Links(secret, clock, base=public)
    return Site(
        chat=WebChat(Links(secret, clock).raw),
        links=links,
        exports=ExportLinks(secret, base=public),
        sessions=Sessions(secret, password, clock, secure=public.startswith("https:")),
        brake=Brake(clock),
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
    exports = site.exports.handler(house.exports, house.clock, partial(words.export_words, house))
    routes: list[Route] = [
        ("GET", "/healthz", healthz),
        ("GET", "/readyz", readyz({"database": partial(facts.backlog, house), "queue": house.dispatcher.check})),
        ("GET", "/metrics", site.metrics.handler(partial(facts.jobs, house), partial(facts.ahead, house))),
        ("GET", "/i/{signed}", site.links.handler(partial(facts.picture, house), partial(words.picture_words, house))),
        ("GET", "/i.css", style),
        ("GET", "/mydata/{signed}", exports),
        *Login(site.sessions, partial(words.login_words, house.texts), site.brake).routes(),
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
        words=partial(words.admin_words, house.texts),
    )


def _playground(site: Site, house: OpenHouse, mode: str) -> list[Route]:
    def allowed(request: web.Request) -> bool:
        return mode == "open" or site.sessions.admin(request)

    doors = Doors(
        site.chat,
        who=lambda request: site.sessions.visitor(request) if allowed(request) else None,
        words=partial(words.page_words, house.texts),
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
