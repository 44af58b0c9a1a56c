"""The robot's platform over a websocket: one connection a bot, receipts for every frame, pings, uploads in chunks."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

from aiohttp import WSMsgType, web

from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.robot import Bubble, Robot
from tests.emulators.wechat.strict import Refusal, check_fields

BOT, SECRET = "bot-1", "s3cret-of-the-robot"


class SocketRobot(Robot):
    """`deaf`: frames are swallowed without a receipt, as on a dead line. `refusing`: a command that gets an error."""

    def __init__(self, hours: Hours, crypto: Crypto) -> None:
        super().__init__(hours, crypto, life=600.0)
        self.app = web.Application()
        self.routes(self.app)
        self.app.router.add_get("/ws", self._connect)
        self.socket: web.WebSocketResponse | None = None
        self.connections, self.pings = 0, 0
        self.deaf, self.refusing = False, ""
        self.origins: dict[str, tuple[str, str, str]] = {}
        self.uploads: dict[str, dict[str, Any]] = {}
        self.stored: dict[str, bytes] = {}
        self._sent: dict[str, list[float]] = {}

    # ── what people do ──

    async def write(self, user: str, words: str, group: str | None = None, **more: Any) -> None:
        said = f"@小画家 {words}" if group else words
        await self.send(user, group, {"msgtype": "text", "text": {"content": said}}, **more)

    async def send(self, user: str, group: str | None, content: dict[str, Any], **more: Any) -> None:
        await self._push("aibot_msg_callback", user, group, self.message(user, group, content, **more))

    async def press(self, user: str, bubble: Bubble, label: str, group: str | None = None) -> None:
        event = {"eventtype": "template_card_event", **self.pressed(bubble, label)}
        body = self.message(user, group, {"msgtype": "event", "event": event})
        await self._push("aibot_event_callback", user, group, body)

    async def enter(self, user: str) -> None:
        body = self.message(user, None, {"msgtype": "event", "event": {"eventtype": "enter_chat"}})
        await self._push("aibot_event_callback", user, None, body)

    async def _push(self, cmd: str, user: str, group: str | None, body: dict[str, Any]) -> None:
        assert self.socket is not None
        request = secrets.token_hex(8)
        self.origins[request] = (group or user, user, body["msgid"])
        await self._frame(self.socket, {"cmd": cmd, "headers": {"req_id": request}, "body": body})

    @staticmethod
    async def _frame(socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        await socket.send_str(json.dumps(frame, ensure_ascii=False))

    # ── the wire ──

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=64 << 20)
        await socket.prepare(request)
        admitted = False
        async for message in socket:
            if message.type is not WSMsgType.TEXT or self.deaf:
                continue
            frame = json.loads(message.data)
            receipt: dict[str, Any] = {"headers": {"req_id": frame["headers"]["req_id"]}, "errcode": 0, "errmsg": "ok"}
            try:
                admitted = admitted or await self._admitted(socket, frame)
                receipt |= self._taken(frame)
            except Refusal as refusal:
                receipt |= {"errcode": refusal.code, "errmsg": refusal.message}
            await self._frame(socket, receipt)
            if not admitted:
                await socket.close()
        if self.socket is socket:
            self.socket = None
        return socket

    async def _admitted(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> bool:
        """The first frame must subscribe; a new connection throws the old one out."""
        if frame.get("cmd") != "aibot_subscribe" or frame.get("body") != {"bot_id": BOT, "secret": SECRET}:
            raise Refusal(40001, "invalid bot_id or secret")
        old, self.socket = self.socket, socket
        self.connections += 1
        if old is not None:
            event = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}, "msgid": "gone"}
            await self._frame(old, {"cmd": "aibot_event_callback", "headers": {"req_id": "x"}, "body": event})
            await old.close()
        return True

    def _taken(self, frame: dict[str, Any]) -> dict[str, Any]:
        check_fields(frame, {"cmd": str, "headers": dict}, {"body": dict})
        body = frame.get("body", {})
        if frame["cmd"] == self.refusing:
            raise Refusal(40009, "injected")
        match frame["cmd"]:
            case "aibot_subscribe":
                return {}
            case "ping":
                self.pings += 1
                return {}
            case "aibot_respond_msg" | "aibot_respond_welcome_msg":
                return self._respond(frame["cmd"], frame["headers"]["req_id"], body)
            case "aibot_respond_update_msg":
                chat, user, _ = self.origins[frame["headers"]["req_id"]]
                self.renewed(chat, user, body)
                return {}
            case "aibot_send_msg":
                return self._send(body)
            case "aibot_upload_media_init" | "aibot_upload_media_chunk" | "aibot_upload_media_finish":
                return {"body": self._upload(frame["cmd"].rpartition("_")[2], body)}
            case cmd:
                raise Refusal(846601, f"unknown cmd {cmd}")

    def _respond(self, cmd: str, request: str, body: dict[str, Any]) -> dict[str, Any]:
        if request not in self.origins:
            raise Refusal(846605, "invalid req_id")
        chat, user, origin = self.origins[request]
        self._count(chat)
        if cmd == "aibot_respond_msg":
            self.answered(chat, user, origin, body)
        else:
            check_fields(body, {"msgtype": str, "text": dict})
            self.chat(chat).append(Bubble("text", words=body["text"]["content"], finished=True))
        return {}

    def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        chat = body.get("chatid", "")
        if chat not in self.spoken:
            raise Refusal(846607, "the user has not spoken in this chat")
        self._count(chat)
        rest = {name: value for name, value in body.items() if name != "chatid"}
        if rest.get("msgtype") != "image":
            self.pushed(chat, rest)
            return {}
        check_fields(rest, {"msgtype": str, "image": dict})
        data = self.stored.get(rest["image"].get("media_id", ""))
        if data is None:
            raise Refusal(40007, "invalid media_id")
        self.chat(chat).append(Bubble("image", pictures=[data], finished=True))
        return {}

    def _count(self, chat: str) -> None:
        recent = [at for at in self._sent.get(chat, []) if self.now - at < 60]
        if len(recent) >= 30:
            raise Refusal(45009, "reach max api minute quota limit")
        self._sent[chat] = [*recent, self.now]

    def _upload(self, step: str, body: dict[str, Any]) -> dict[str, Any]:
        if step == "init":
            check_fields(body, {"type": str, "filename": str, "total_size": int, "total_chunks": int}, {"md5": str})
            if body["total_chunks"] > 100:
                raise Refusal(40009, "too many chunks")
            upload = secrets.token_hex(8)
            self.uploads[upload] = {**body, "chunks": {}}
            return {"upload_id": upload}
        one = self.uploads[body["upload_id"]]
        if step == "chunk":
            check_fields(body, {"upload_id": str, "chunk_index": int, "base64_data": str})
            data = base64.b64decode(body["base64_data"], validate=True)
            if len(data) > 512 << 10:
                raise Refusal(40009, "chunk size")
            one["chunks"][body["chunk_index"]] = data
            return {}
        whole = b"".join(one["chunks"][index] for index in range(one["total_chunks"]))
        if len(whole) != one["total_size"] or hashlib.md5(whole).hexdigest() != one["md5"]:
            raise Refusal(40009, "size or md5")
        media_id = secrets.token_hex(16)
        self.stored[media_id] = whole
        return {"type": one["type"], "media_id": media_id, "created_at": str(int(self.now))}
