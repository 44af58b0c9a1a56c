"""The official account's HTTP API, strict: unknown or missing fields, wrong types and wrong rights get its error codes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

from aiohttp import BodyPartReader, web
from PIL import Image

from tests.emulators.wechat.official_state import OfficialState, Seen
from tests.emulators.wechat.strict import Refusal, check_fields, injected, json_body

_UPLOAD_BYTES = 2_000_000
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class OfficialApi:
    """`faults` maps a path to what its next calls do: an errcode, an HTTP status as `http 502`, or `hang up`."""

    def __init__(self, state: OfficialState) -> None:
        self.state = state
        self.faults: dict[str, list[int | str]] = {}
        self.calls: list[str] = []
        self._held = ""
        self._reached, self._freed = asyncio.Event(), asyncio.Event()
        self.app = web.Application(client_max_size=20 << 20, middlewares=[self._errors])
        self.app.router.add_post("/cgi-bin/stable_token", self._stable_token)
        self.app.router.add_post("/cgi-bin/message/custom/send", self._send)
        self.app.router.add_post("/cgi-bin/message/custom/typing", self._typing)
        self.app.router.add_post("/cgi-bin/media/upload", self._upload)
        self.app.router.add_get("/cgi-bin/media/get", self._media)
        self.app.router.add_post("/cgi-bin/menu/create", self._menu)
        self.app.router.add_get("/cgi-bin/menu/get", self._get_menu)
        self.app.router.add_get("/cgi-bin/menu/delete", self._delete_menu)
        self.app.router.add_get("/pictures/{media}", self._picture)

    def hold(self, path: str) -> asyncio.Event:
        """Leave calls of that path unanswered from now on; the event is set when one is there."""
        self._held = path
        self._reached, self._freed = asyncio.Event(), asyncio.Event()
        return self._reached

    def release(self) -> None:
        """Answer again; whoever gave up meanwhile is not heard."""
        self._held = ""
        self._freed.set()

    @web.middleware
    async def _errors(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.calls.append(request.path)
        if request.path == self._held:
            self._reached.set()
            await self._freed.wait()
        waiting = self.faults.get(request.path)
        fault = waiting.pop(0) if waiting else None
        try:
            if isinstance(fault, int):
                raise injected(fault)
            if fault == "hang up" and request.transport is not None:
                await request.read()
                request.transport.close()
                await asyncio.sleep(0)
            if isinstance(fault, str) and fault.startswith("http "):
                return web.Response(status=int(fault[5:]), text="<html>bad gateway</html>")
            return await handler(request)
        except Refusal as refusal:
            return web.json_response({"errcode": refusal.code, "errmsg": refusal.message})

    def _allowed(self, request: web.Request, query: set[str]) -> None:
        if set(request.query) != query | {"access_token"}:
            raise Refusal(41001 if "access_token" not in request.query else 47001, "query")
        self.state.check_token(request.query["access_token"])
        if self.state.kind != "service":
            raise Refusal(48001, "api unauthorized")

    async def _stable_token(self, request: web.Request) -> web.Response:
        body = await json_body(request, {"grant_type": str, "appid": str, "secret": str}, {"force_refresh": bool})
        if body["grant_type"] != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        if body["appid"] != self.state.appid:
            raise Refusal(40013, "invalid appid")
        if body["secret"] != self.state.secret:
            raise Refusal(40125, "invalid appsecret")
        token, seconds = self.state.stable_token(bool(body.get("force_refresh", False)))
        return web.json_response({"access_token": token, "expires_in": seconds})

    async def _send(self, request: web.Request) -> web.Response:
        self._allowed(request, set())
        kinds: dict[str, type] = {"text": dict, "image": dict, "news": dict}
        body = await json_body(request, {"touser": str, "msgtype": str}, kinds)
        kind = body["msgtype"]
        if kind not in kinds:
            raise Refusal(40008, "invalid message type")
        check_fields(body, {"touser": str, "msgtype": str, kind: dict})
        seen = self._shown(kind, body[kind])
        self.state.spend(body["touser"]).screen.append(seen)
        self.state.followers[body["touser"]].typing_until = 0.0
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    def _shown(self, kind: str, part: dict[str, Any]) -> Seen:
        match kind:
            case "text":
                check_fields(part, {"content": str})
                if not part["content"] or len(part["content"].encode()) > 2048:
                    raise Refusal(45002, "content size out of limit")
                return Seen("push", "text", text=part["content"])
            case "image":
                check_fields(part, {"media_id": str})
                return Seen("push", "image", data=self.state.uploaded(part["media_id"]))
            case _:
                check_fields(part, {"articles": list})
                if len(part["articles"]) != 1:
                    raise Refusal(45008, "article size out of limit")
                one = part["articles"][0]
                check_fields(one, {"title": str, "description": str, "url": str, "picurl": str})
                return Seen("push", "news", one["title"], picture=one["picurl"], link=one["url"])

    async def _typing(self, request: web.Request) -> web.Response:
        self._allowed(request, set())
        body = await json_body(request, {"touser": str, "command": str})
        if body["command"] not in {"Typing", "CancelTyping"}:
            raise Refusal(45072, "command is invalid")
        follower = self.state.followers.get(body["touser"])
        if follower is None or self.state.now - follower.spoke > 30:
            raise Refusal(45080, "no interaction in the last 30 s")
        if follower.typing_until > self.state.now:
            raise Refusal(45081, "already typing")
        follower.typing_until = self.state.now + 15
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _upload(self, request: web.Request) -> web.Response:
        self._allowed(request, {"type"})
        if request.query["type"] != "image":
            raise Refusal(40004, "invalid media type")
        if request.content_type != "multipart/form-data":
            raise Refusal(41005, "media data missing")
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or part.name != "media" or not part.filename:
            raise Refusal(41005, "media data missing")
        data = bytes(await part.read())
        if len(data) > _UPLOAD_BYTES:
            raise Refusal(40009, "invalid image size")
        try:
            kind = Image.open(BytesIO(data)).format
        except OSError:
            kind = None
        if kind not in {"JPEG", "PNG", "GIF"}:
            raise Refusal(40137, "invalid image format")
        media_id = self.state.upload(data)
        return web.json_response({"type": "image", "media_id": media_id, "created_at": int(self.state.now)})

    async def _media(self, request: web.Request) -> web.Response:
        self._allowed(request, {"media_id"})
        return web.Response(body=self.state.uploaded(request.query["media_id"]), content_type="image/jpeg")

    async def _picture(self, request: web.Request) -> web.Response:
        """What `PicUrl` points to: no token, as on the picture hosts."""
        return web.Response(body=self.state.uploaded(request.match_info["media"]), content_type="image/jpeg")

    async def _menu(self, request: web.Request) -> web.Response:
        self._allowed(request, set())
        body = await json_body(request, {"button": list})
        if not 1 <= len(body["button"]) <= 3:
            raise Refusal(40016, "invalid button size")
        for top in body["button"]:
            for button in top.get("sub_button", [top]):
                check_fields(button, {"type": str, "name": str, "key": str})
                if not button["name"] or len(button["name"].encode()) > 60 or len(button["key"].encode()) > 128:
                    raise Refusal(40018, "invalid button name size")
            if len(top.get("sub_button", [])) > 5:
                raise Refusal(40023, "invalid sub button size")
        self.state.menu = body
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _get_menu(self, request: web.Request) -> web.Response:
        self._allowed(request, set())
        if self.state.menu is None:
            raise Refusal(46003, "menu no exist")
        return web.json_response({"menu": self.state.menu})

    async def _delete_menu(self, request: web.Request) -> web.Response:
        self._allowed(request, set())
        self.state.menu = None
        return web.json_response({"errcode": 0, "errmsg": "ok"})
