"""Followers' phones and the platform's pushes to our callback: cut off after five seconds, three tries with the same id."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp

from tests.emulators.wechat.crypto import Crypto, sha1
from tests.emulators.wechat.official_state import OfficialState, Seen

UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试"


class BadReplyError(Exception):
    """Our answer was malformed: the real platform shows its notice."""


class Phone:
    """`mode` is plain, compatible or safe; `form` xml or json, as set in the console. `cut_off` in seconds (really 5)."""

    def __init__(
        self,
        state: OfficialState,
        session: aiohttp.ClientSession,
        url: str,
        *,
        token: str,
        crypto: Crypto,
        mode: str = "safe",
        form: str = "xml",
        cut_off: float = 5.0,
    ) -> None:
        self.state = state
        self.session = session
        self.url = url
        self.token = token
        self.crypto = crypto
        self.mode = mode
        self.form = form
        self.cut_off = cut_off
        self.attempts: list[int] = []
        self._ids = itertools.count(7_300_000_000_000_000_000)

    # ── what a person does ──

    async def write(self, openid: str, words: str) -> None:
        self.state.said(openid)
        await self.push(openid, {"MsgType": "text", "Content": words, "MsgId": next(self._ids)})

    async def photograph(self, openid: str, data: bytes, home: str) -> None:
        self.state.said(openid)
        media = self.state.upload(data)
        picture = {"PicUrl": f"{home}/pictures/{media}", "MediaId": media}
        await self.push(openid, {"MsgType": "image", **picture, "MsgId": next(self._ids)})

    async def click(self, openid: str, key: str) -> None:
        self.state.acted(openid)
        await self.push(openid, {"MsgType": "event", "Event": "CLICK", "EventKey": key})

    async def follow(self, openid: str, scene: str = "") -> None:
        self.state.follower(openid).following = True
        self.state.acted(openid)
        key = f"qrscene_{scene}" if scene else ""
        await self.push(openid, {"MsgType": "event", "Event": "subscribe", "EventKey": key})

    async def unfollow(self, openid: str) -> None:
        self.state.follower(openid).following = False
        await self.push(openid, {"MsgType": "event", "Event": "unsubscribe", "EventKey": ""})

    def screen(self, openid: str) -> list[Seen]:
        return self.state.follower(openid).screen

    # ── what the platform does with it ──

    async def push(self, openid: str, fields: dict[str, Any]) -> None:
        """Three tries, each cut off; the notice when none of them was answered well."""
        head = {"ToUserName": self.state.original_id, "FromUserName": openid, "CreateTime": int(self.state.now)}
        for attempt in (1, 2, 3):
            try:
                async with asyncio.timeout(self.cut_off):
                    answer = await self.post(openid, {**head, **fields})
            except (TimeoutError, aiohttp.ClientError):
                continue
            self.attempts.append(attempt)
            self._show(openid, answer)
            return
        self.attempts.append(4)
        self.screen(openid).append(Seen("notice", "text", UNAVAILABLE))

    async def post(self, openid: str, fields: dict[str, Any]) -> tuple[int, str]:
        """One attempt: the HTTP status and body of our answer."""
        timestamp, nonce = str(int(self.state.now)), secrets.token_hex(5)
        query = {
            "timestamp": timestamp,
            "nonce": nonce,
            "signature": sha1(self.token, timestamp, nonce),
            "openid": openid,
        }
        body = fields
        if self.mode != "plain":
            encrypted = self.crypto.encrypt(self._written(fields))
            query |= {"encrypt_type": "aes", "msg_signature": self.crypto.sign(timestamp, nonce, encrypted)}
            outer = {"ToUserName": fields["ToUserName"], "Encrypt": encrypted}
            body = {**fields, **outer} if self.mode == "compatible" else outer
        async with self.session.post(self.url, params=query, data=self._written(body)) as answer:
            return answer.status, await answer.text()

    def _written(self, fields: dict[str, Any]) -> bytes:
        if self.form == "json":
            return json.dumps(fields, ensure_ascii=False).encode()
        root = ET.Element("xml")
        for name, value in fields.items():
            ET.SubElement(root, name).text = str(value)
        written: bytes = ET.tostring(root, encoding="utf-8")
        return written

    def _show(self, openid: str, answer: tuple[int, str]) -> None:
        status, body = answer
        if status == 200 and body in {"", "success"}:
            return
        try:
            assert status == 200
            seen = self.read(openid, body)
        except (BadReplyError, AssertionError, KeyError, ValueError, ET.ParseError):
            self.screen(openid).append(Seen("notice", "text", UNAVAILABLE))
        else:
            self.screen(openid).append(seen)

    def read(self, openid: str, body: str) -> Seen:
        fields = self._parsed(body)
        if self.mode == "safe" or "Encrypt" in fields:
            assert set(fields) == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}
            signature = self.crypto.sign(str(fields["TimeStamp"]), fields["Nonce"], fields["Encrypt"])
            assert signature == fields["MsgSignature"], "signature"
            fields = self._parsed(self.crypto.decrypt(fields["Encrypt"]).decode())
        assert fields["ToUserName"] == openid
        assert fields["FromUserName"] == self.state.original_id
        assert abs(int(fields["CreateTime"]) - self.state.now) < 60
        return self._content(fields)

    def _content(self, fields: dict[str, Any]) -> Seen:
        rest = set(fields) - {"ToUserName", "FromUserName", "CreateTime", "MsgType"}
        match fields["MsgType"]:
            case "text":
                assert rest == {"Content"}
                assert 0 < len(fields["Content"].encode()) <= 2048
                return Seen("reply", "text", fields["Content"])
            case "image":
                assert rest == {"Image"}
                if self.state.kind != "service":
                    raise BadReplyError("no media here")
                return Seen("reply", "image", data=self.state.uploaded(fields["Image"]["MediaId"]))
            case "news":
                assert rest == {"ArticleCount", "Articles"}
                articles = fields["Articles"] if self.form == "json" else [fields["Articles"]["item"]]
                assert int(fields["ArticleCount"]) == 1 == len(articles)
                one = articles[0]
                assert set(one) == {"Title", "Description", "PicUrl", "Url"}
                text = f"{one['Title']}\n{one['Description']}"
                return Seen("reply", "news", text, picture=one["PicUrl"], link=one["Url"])
            case kind:
                raise BadReplyError(kind)

    def _parsed(self, body: str) -> dict[str, Any]:
        if self.form == "json":
            return dict(json.loads(body))
        return _tree(ET.fromstring(body))


def _tree(element: ET.Element) -> dict[str, Any]:
    return {child.tag: _tree(child) if len(child) else child.text or "" for child in element}
