"""What both ways of talking to a WeCom robot share: chats with what stands in them, and the rules for streams and cards."""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import secrets
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from aiohttp import web
from PIL import Image

from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.strict import Refusal, check_card, check_fields


@dataclass
class Bubble:
    """One answer of the robot as it stands in a chat."""

    kind: str
    id: str = ""
    words: str = ""
    pictures: list[bytes] = field(default_factory=list[bytes])
    card: dict[str, Any] | None = None
    finished: bool = False
    frames: int = 0
    grey: bool = False


class Robot:
    """`life` is how long (seconds) a stream may change: 360 over callbacks, 600 over the websocket."""

    def __init__(self, hours: Hours, crypto: Crypto, life: float) -> None:
        self.hours = hours
        self.crypto = crypto
        self.life = life
        self.chats: dict[str, list[Bubble]] = {}
        self.spoken: set[str] = set()
        self.progress: dict[str, set[str]] = {}
        self.media: dict[str, bytes] = {}
        self.home = ""
        self.ids = itertools.count(1)
        self._tasks: set[str] = set()
        self._began: dict[str, float] = {}

    @property
    def now(self) -> float:
        return self.hours.now().timestamp()

    def chat(self, name: str) -> list[Bubble]:
        return self.chats.setdefault(name, [])

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/media/{id}", self._media)

    async def _media(self, request: web.Request) -> web.Response:
        return web.Response(body=self.media[request.match_info["id"]])

    # ── what people send ──

    def message(self, user: str, group: str | None, content: dict[str, Any], **more: Any) -> dict[str, Any]:
        chat = {"chatid": group, "chattype": "group"} if group else {"chattype": "single"}
        self.spoken.add(group or user)
        who = {"msgid": f"msg-{next(self.ids)}", "aibotid": "bot-1", "from": {"userid": user}}
        return {**who, **chat, "create_time": int(self.now), **content, **more}

    def picture(self, data: bytes, *, own_key: bool = False) -> dict[str, Any]:
        """Encrypted bytes behind an address; over the websocket with a key of its own."""
        name = secrets.token_hex(8)
        key = base64.b64encode(os.urandom(32)).decode() if own_key else ""
        self.media[name] = self.crypto.encrypt_file(data, key)
        return {"url": f"{self.home}/media/{name}", **({"aeskey": key} if own_key else {})}

    # ── what the robot may answer ──

    def answered(self, chat: str, user: str, origin: str, body: dict[str, Any]) -> Bubble:
        """A stream frame in answer to the message `origin`. Raises `Refusal`."""
        kind = body.get("msgtype")
        if kind not in {"stream", "stream_with_template_card"}:
            raise Refusal(40008, "invalid message type")
        check_fields(body, {"msgtype": str, "stream": dict}, {"template_card": dict})
        check_fields(body["stream"], {"id": str, "finish": bool, "content": str}, {"msg_item": list})
        stream = body["stream"]
        began = self._began.setdefault(origin, self.now)
        if self.now - began > self.life:
            raise Refusal(846608, "stream message update expired")
        bubble = next((b for b in self.chat(chat) if b.id == stream["id"]), None)
        if bubble is None:
            bubble = Bubble("stream", stream["id"])
            self.chat(chat).append(bubble)
            self.progress.setdefault(user, set()).add(origin)
        if bubble.finished:
            raise Refusal(846608, "stream is finished")
        self._fill(bubble, body)
        if bubble.finished:
            self.progress[user].discard(origin)
        return bubble

    def _fill(self, bubble: Bubble, body: dict[str, Any]) -> None:
        stream = body["stream"]
        if len(stream["content"].encode()) > 20_480:
            raise Refusal(45002, "content is too long")
        if "msg_item" in stream:
            if not stream["finish"]:
                raise Refusal(40058, "msg_item without finish")
            bubble.pictures = [self._item(item) for item in stream["msg_item"]]
            if len(bubble.pictures) > 10:
                raise Refusal(40058, "msg_item size")
        if "template_card" in body:
            if bubble.card is not None:
                raise Refusal(40058, "a card was sent before")
            check_card(body["template_card"], self._tasks)
            bubble.card = body["template_card"]
        bubble.words, bubble.finished = stream["content"], stream["finish"]
        bubble.frames += 1

    def _item(self, item: dict[str, Any]) -> bytes:
        check_fields(item, {"msgtype": str, "image": dict})
        check_fields(item["image"], {"base64": str, "md5": str})
        data = base64.b64decode(item["image"]["base64"], validate=True)
        if hashlib.md5(data).hexdigest() != item["image"]["md5"]:
            raise Refusal(40058, "md5")
        if len(data) > 10 << 20 or Image.open(BytesIO(data)).format not in {"JPEG", "PNG"}:
            raise Refusal(40058, "image")
        return data

    def pushed(self, chat: str, body: dict[str, Any]) -> Bubble:
        """Markdown or a card, outside any stream. Raises `Refusal`."""
        kind = body.get("msgtype")
        if kind == "markdown":
            check_fields(body, {"msgtype": str, "markdown": dict})
            check_fields(body["markdown"], {"content": str})
            if not 0 < len(body["markdown"]["content"].encode()) <= 20_480:
                raise Refusal(45002, "content")
            bubble = Bubble("markdown", words=body["markdown"]["content"], finished=True)
        elif kind == "template_card":
            check_fields(body, {"msgtype": str, "template_card": dict})
            check_card(body["template_card"], self._tasks)
            bubble = Bubble("card", card=body["template_card"], finished=True)
        else:
            raise Refusal(40008, "invalid message type")
        self.chat(chat).append(bubble)
        return bubble

    # ── cards ──

    def pressed(self, bubble: Bubble, label: str) -> dict[str, Any]:
        """What a press sends; its card is grey until it is shown anew."""
        assert bubble.card is not None
        assert not bubble.grey, "the card was pressed before"
        (key,) = [one["key"] for one in bubble.card["button_list"] if one["text"] == label]
        bubble.grey = True
        return {"card_type": "button_interaction", "event_key": key, "task_id": bubble.card["task_id"]}

    def renewed(self, chat: str, user: str, body: dict[str, Any]) -> None:
        """An answer to a press. Raises `Refusal`."""
        check_fields(body, {"response_type": str, "template_card": dict}, {"userids": list})
        card = body["template_card"]
        bubble = next((b for b in self.chat(chat) if b.card and b.card["task_id"] == card.get("task_id")), None)
        if body["response_type"] != "update_template_card" or body.get("userids", [user]) != [user] or bubble is None:
            raise Refusal(40058, "update_template_card")
        check_card(card, set())
        bubble.card, bubble.grey = card, False
