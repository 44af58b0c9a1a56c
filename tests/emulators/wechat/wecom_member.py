"""Members of a company at their desks, and the pushes to the app's callback that what they do causes."""

from __future__ import annotations

import itertools
import secrets
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp

from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.wecom_app import Shown, WecomAppApi


class Member:
    """Somebody at their desk. Pushes are always encrypted; three tries of five seconds."""

    def __init__(self, api: WecomAppApi, session: aiohttp.ClientSession, url: str, crypto: Crypto, name: str) -> None:
        self.api = api
        self.session = session
        self.url = url
        self.crypto = crypto
        self.name = name
        self._ids = itertools.count(10_000)
        api.company.members.add(name)

    @property
    def screen(self) -> list[Shown]:
        return self.api.company.screen(self.name)

    async def write(self, words: str) -> int:
        return await self.push({"MsgType": "text", "Content": words, "MsgId": next(self._ids)})

    async def photograph(self, data: bytes) -> int:
        media = secrets.token_urlsafe(16)
        self.api.media[media] = data, self.api.now + 3 * 86_400
        picture = {"PicUrl": "https://wework.qpic.cn/x", "MediaId": media}
        return await self.push({"MsgType": "image", **picture, "MsgId": next(self._ids)})

    async def press(self, card: Shown, label: str) -> int:
        assert not card.grey, "the card was pressed before"
        (key,) = [button["key"] for button in card.content["button_list"] if button["text"] == label]
        card.grey, code = True, secrets.token_urlsafe(12)
        self.api.codes[code] = self.name, card
        event = {"MsgType": "event", "Event": "template_card_event", "EventKey": key}
        task = {"TaskId": card.content["task_id"], "CardType": "button_interaction", "ResponseCode": code}
        return await self.push({**event, **task})

    async def event(self, name: str, key: str = "") -> int:
        return await self.push({"MsgType": "event", "Event": name, "EventKey": key})

    async def push(self, fields: dict[str, Any]) -> int:
        """The attempt that was answered well; 4 when none was."""
        root = ET.Element("xml")
        head = {"ToUserName": self.api.company.corpid, "FromUserName": self.name, "CreateTime": int(self.api.now)}
        for name, value in {**head, **fields, "AgentID": self.api.company.agentid}.items():
            ET.SubElement(root, name).text = str(value)
        for attempt in (1, 2, 3):
            try:
                if await self._post(ET.tostring(root, encoding="utf-8")) == (200, ""):
                    return attempt
            except (TimeoutError, aiohttp.ClientError):
                continue
        return 4

    async def _post(self, message: bytes) -> tuple[int, str]:
        encrypted = self.crypto.encrypt(message)
        timestamp, nonce = str(int(self.api.now)), secrets.token_hex(5)
        signature = self.crypto.sign(timestamp, nonce, encrypted)
        body = f"<xml><ToUserName>x</ToUserName><Encrypt>{encrypted}</Encrypt><AgentID>1</AgentID></xml>"
        query = {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}
        limit = aiohttp.ClientTimeout(total=5)
        async with self.session.post(self.url, params=query, data=body, timeout=limit) as answer:
            return answer.status, await answer.text()

    async def check_url(self) -> str:
        """The URL check, as saving the console's form does it."""
        echo = self.crypto.encrypt(b"1616140317555161061")
        timestamp, nonce = str(int(self.api.now)), secrets.token_hex(5)
        query = {"timestamp": timestamp, "nonce": nonce, "echostr": echo}
        query["msg_signature"] = self.crypto.sign(timestamp, nonce, echo)
        async with self.session.get(self.url, params=query) as answer:
            return await answer.text()
