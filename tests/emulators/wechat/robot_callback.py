"""The robot's platform over callbacks: pushes a message, comes back for its stream until that ends, takes one late POST."""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.robot import Bubble, Robot
from tests.emulators.wechat.strict import Refusal, check_fields, json_body

TOO_MANY = "too many interactions in progress"


@dataclass
class Ticket:
    """A `response_url`: one POST within an hour."""

    chat: str
    until: float
    used: bool = False


class CallbackRobot(Robot):
    """`refresh` is how often (seconds) the platform asks how far a stream is."""

    def __init__(self, hours: Hours, crypto: Crypto, session: aiohttp.ClientSession, *, refresh: float = 0.05) -> None:
        super().__init__(hours, crypto, life=360.0)
        self.session = session
        self.url = ""
        self.refresh = refresh
        self.tickets: dict[str, Ticket] = {}
        self.notices: list[str] = []
        self.sooner = asyncio.Event()  # from now on it asks every moment, however long it had meant to wait
        self.app = web.Application()
        self.routes(self.app)
        self.app.router.add_post("/cgi-bin/aibot/response", self._response)

    async def write(self, user: str, words: str, group: str | None = None, **more: Any) -> None:
        """Words, and everything that happens until their stream is over."""
        said = f"@小画家 {words}" if group else words
        await self.send(user, group, {"msgtype": "text", "text": {"content": said}}, **more)

    async def send(self, user: str, group: str | None, content: dict[str, Any], **more: Any) -> None:
        chat = group or user
        if len(self.progress.get(user, ())) >= 3:
            self.notices.append(TOO_MANY)
            return
        body = self.message(user, group, content, response_url=self._ticket(chat), **more)
        answer = await self.push(body)
        if answer is None:
            return
        bubble = self.answered(chat, user, body["msgid"], answer)
        began = self.now
        while not bubble.finished and self.now - began < self.life:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.refresh):
                    await self.sooner.wait()
                    await asyncio.sleep(0.05)
            ask = {
                **self.message(user, group, {"msgtype": "stream", "stream": {"id": bubble.id}}),
                "msgid": body["msgid"],
            }
            answer = await self.push(ask)
            if answer is None:
                break
            try:
                bubble = self.answered(chat, user, body["msgid"], answer)
            except Refusal as refusal:
                self.notices.append(refusal.message)
                break
        self.progress.get(user, set()).discard(body["msgid"])

    async def press(self, user: str, bubble: Bubble, label: str, group: str | None = None) -> None:
        event = {"eventtype": "template_card_event", "template_card_event": self.pressed(bubble, label)}
        body = self.message(user, group, {"msgtype": "event", "event": event})
        answer = await self.push({**body, "response_url": self._ticket(group or user)})
        if answer is not None:
            self.renewed(group or user, user, answer)

    async def enter(self, user: str) -> None:
        answer = await self.push(self.message(user, None, {"msgtype": "event", "event": {"eventtype": "enter_chat"}}))
        assert answer is not None
        check_fields(answer, {"msgtype": str, "text": dict})
        self.chat(user).append(Bubble("text", words=answer["text"]["content"], finished=True))

    def _ticket(self, chat: str) -> str:
        code = secrets.token_urlsafe(12)
        self.tickets[code] = Ticket(chat, self.now + 3600)
        return f"{self.home}/cgi-bin/aibot/response?response_code={code}"

    async def _response(self, request: web.Request) -> web.Response:
        ticket = self.tickets.get(request.query.get("response_code", ""))
        try:
            if ticket is None or ticket.used or ticket.until < self.now:
                raise Refusal(40058, "response_url is invalid")  # noqa: TRY301 - one place answers refusals
            body = await json_body(request, {"msgtype": str}, {"markdown": dict, "template_card": dict})
            self.pushed(ticket.chat, body)
        except Refusal as refusal:
            return web.json_response({"errcode": refusal.code, "errmsg": refusal.message})
        ticket.used = True
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def push(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """One encrypted push; the decrypted reply, or None for an empty one. Three tries of five seconds."""
        for _ in range(3):
            try:
                status, raw = await self._post(json.dumps(body, ensure_ascii=False).encode())
            except (TimeoutError, aiohttp.ClientError):
                continue
            if status != 200:
                continue
            if not raw:
                return None
            outer = json.loads(raw)
            check_fields(outer, {"encrypt": str, "msgsignature": str, "timestamp": int, "nonce": str})
            signed = self.crypto.sign(str(outer["timestamp"]), outer["nonce"], outer["encrypt"])
            assert signed == outer["msgsignature"]
            return dict(json.loads(self.crypto.decrypt(outer["encrypt"])))
        self.notices.append("no answer")
        return None

    async def _post(self, message: bytes) -> tuple[int, str]:
        encrypted = self.crypto.encrypt(message)
        timestamp, nonce = str(int(self.now)), secrets.token_hex(6)
        query = {"timestamp": timestamp, "nonce": nonce, "msg_signature": self.crypto.sign(timestamp, nonce, encrypted)}
        limit = aiohttp.ClientTimeout(total=5)
        async with self.session.post(self.url, params=query, json={"encrypt": encrypted}, timeout=limit) as answer:
            return answer.status, await answer.text()
