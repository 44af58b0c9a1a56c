"""A company's WeCom: what stands on its members' screens, and the API with which an app writes to them."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from aiohttp import BodyPartReader, web
from PIL import Image

from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.strict import Refusal, check_card, check_fields, injected, json_body

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Shown:
    """Something on a member's screen."""

    kind: str
    content: dict[str, Any]
    id: str
    data: bytes = b""
    grey: bool = False


@dataclass
class Company:
    """`minute` is how long (seconds) the platform's minute lasts here; in it a member gets `per_minute` messages."""

    hours: Hours
    members: set[str] = field(default_factory=set[str])
    corpid: str = "ww0123456789abcdef"
    secret: str = "c" * 43
    agentid: int = 1000002
    per_minute: int = 30
    minute: float = 60.0
    screens: dict[str, list[Shown]] = field(default_factory=dict[str, list[Shown]])
    dropped: int = 0

    def screen(self, member: str) -> list[Shown]:
        return self.screens.setdefault(member, [])


class WecomAppApi:
    """`held` is a path whose calls are never answered; `reached` is set when one is there."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.calls: list[str] = []
        self.faults: dict[str, list[int]] = {}
        self.held, self.reached = "", asyncio.Event()
        self.token, self.until = "", 0.0
        self.media: dict[str, tuple[bytes, float]] = {}
        self.menu: dict[str, Any] | None = None
        self._tasks: set[str] = set()
        self._sent: dict[str, list[float]] = {}
        self._ids = itertools.count(1)
        self.codes: dict[str, tuple[str, Shown]] = {}
        self.app = web.Application(client_max_size=32 << 20, middlewares=[self._errors])
        self.app.router.add_get("/cgi-bin/gettoken", self._gettoken)
        self.app.router.add_post("/cgi-bin/message/send", self._send)
        self.app.router.add_post("/cgi-bin/message/recall", self._recall)
        self.app.router.add_post("/cgi-bin/message/update_template_card", self._renew)
        self.app.router.add_post("/cgi-bin/media/upload", self._upload)
        self.app.router.add_get("/cgi-bin/media/get", self._get)
        self.app.router.add_post("/cgi-bin/menu/create", self._menu)
        self.app.router.add_get("/cgi-bin/menu/get", self._get_menu)
        self.app.router.add_get("/cgi-bin/menu/delete", self._delete_menu)
        self.app.router.add_get("/cgi-bin/agent/get", self._agent)

    @property
    def now(self) -> float:
        return self.company.hours.now().timestamp()

    @web.middleware
    async def _errors(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.calls.append(request.path)
        if request.path == self.held:
            self.reached.set()
            await asyncio.Event().wait()
        try:
            waiting = self.faults.get(request.path)
            if waiting:
                raise injected(waiting.pop(0))
            return await handler(request)
        except Refusal as refusal:
            return web.json_response({"errcode": refusal.code, "errmsg": refusal.message})

    async def _gettoken(self, request: web.Request) -> web.Response:
        if dict(request.query) != {"corpid": self.company.corpid, "corpsecret": self.company.secret}:
            raise Refusal(40001, "invalid credential")
        if self.until <= self.now:
            self.token, self.until = secrets.token_urlsafe(64), self.now + 7200
        found = {"errcode": 0, "errmsg": "ok", "access_token": self.token, "expires_in": int(self.until - self.now)}
        return web.json_response(found)

    def _allowed(self, request: web.Request, query: set[str]) -> None:
        if set(request.query) != query | {"access_token"}:
            raise Refusal(41001, "query")
        if request.query["access_token"] != self.token:
            raise Refusal(40014, "invalid access_token")
        if self.until <= self.now:
            raise Refusal(42001, "access_token expired")

    async def _send(self, request: web.Request) -> web.Response:
        self._allowed(request, set())
        kinds: dict[str, type] = dict.fromkeys(("text", "image", "file", "template_card"), dict)
        fields = {"touser": str, "msgtype": str, "agentid": int}
        body = await json_body(request, fields, kinds)
        kind = body["msgtype"]
        if kind not in kinds:
            raise Refusal(40008, "invalid message type")
        check_fields(body, {**fields, kind: dict})
        if body["agentid"] != self.company.agentid:
            raise Refusal(40056, "invalid agentid")
        data = self._checked(kind, body[kind])
        if body["touser"] not in self.company.members:
            raise Refusal(81013, "user & party & tag all invalid")
        shown = Shown(kind, body[kind], f"m{next(self._ids)}", data)
        self._show(body["touser"], shown)
        return web.json_response({"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": shown.id})

    def _checked(self, kind: str, content: dict[str, Any]) -> bytes:
        match kind:
            case "text":
                check_fields(content, {"content": str})
                if not 0 < len(content["content"].encode()) <= 2048:
                    raise Refusal(45002, "text is too long")
            case "image" | "file":
                check_fields(content, {"media_id": str})
                return self._stored(content["media_id"])
            case _:
                check_card(content, self._tasks)
        return b""

    def _show(self, member: str, shown: Shown) -> None:
        """What is too much is dropped, and the answer says ok."""
        sent = [at for at in self._sent.get(member, []) if self.now - at < self.company.minute]
        if len(sent) >= self.company.per_minute:
            self.company.dropped += 1
            return
        self._sent[member] = [*sent, self.now]
        self.company.screen(member).append(shown)

    async def _recall(self, request: web.Request) -> web.Response:
        self._allowed(request, set())
        wanted = (await json_body(request, {"msgid": str}))["msgid"]
        for screen in self.company.screens.values():
            for shown in screen:
                if shown.id == wanted:
                    screen.remove(shown)
                    return web.json_response({"errcode": 0, "errmsg": "ok"})
        raise Refusal(40063, "invalid msgid")

    def _stored(self, media_id: str) -> bytes:
        data, until = self.media.get(media_id, (b"", 0.0))
        if until <= self.now:
            raise Refusal(40007, "invalid media_id")
        return data

    async def _upload(self, request: web.Request) -> web.Response:
        self._allowed(request, {"type"})
        kind = request.query["type"]
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or part.name != "media" or not part.filename:
            raise Refusal(41005, "missing media data")
        data = bytes(await part.read())
        if not 5 < len(data) <= {"image": 10_000_000, "file": 20_000_000}[kind]:
            raise Refusal(40009, "invalid file size")
        if kind == "image" and Image.open(BytesIO(data)).format not in {"JPEG", "PNG"}:
            raise Refusal(40005, "invalid file type")
        media_id = secrets.token_urlsafe(32)
        self.media[media_id] = data, self.now + 3 * 86_400
        created = str(int(self.now))
        return web.json_response(
            {"errcode": 0, "errmsg": "", "type": kind, "media_id": media_id, "created_at": created}
        )

    async def _get(self, request: web.Request) -> web.Response:
        self._allowed(request, {"media_id"})
        return web.Response(body=self._stored(request.query["media_id"]), content_type="image/jpeg")

    async def _agent(self, request: web.Request) -> web.Response:
        self._allowed(request, {"agentid"})
        if request.query["agentid"] != str(self.company.agentid):
            raise Refusal(40056, "invalid agentid")
        return web.json_response({"errcode": 0, "errmsg": "ok", "agentid": self.company.agentid, "name": "painter"})

    async def _menu(self, request: web.Request) -> web.Response:
        self._allowed(request, {"agentid"})
        self.menu = await json_body(request, {"button": list})
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _get_menu(self, request: web.Request) -> web.Response:
        self._allowed(request, {"agentid"})
        if self.menu is None:
            raise Refusal(46003, "menu no exist")
        return web.json_response({"errcode": 0, "errmsg": "ok", **self.menu})

    async def _delete_menu(self, request: web.Request) -> web.Response:
        self._allowed(request, {"agentid"})
        self.menu = None
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _renew(self, request: web.Request) -> web.Response:
        """A pressed card shown anew, with the code of that press, once."""
        self._allowed(request, set())
        fields = {"userids": list, "agentid": int, "response_code": str, "template_card": dict}
        body = await json_body(request, fields)
        member, shown = self.codes.pop(body["response_code"], ("", None))
        if shown is None or body["userids"] != [member] or body["agentid"] != self.company.agentid:
            raise Refusal(72035, "invalid response_code")
        check_card({**body["template_card"], "task_id": secrets.token_hex(8)}, self._tasks)
        shown.content = {**body["template_card"], "task_id": shown.content["task_id"]}
        shown.grey = False
        return web.json_response({"errcode": 0, "errmsg": "ok", "invaliduser": []})
