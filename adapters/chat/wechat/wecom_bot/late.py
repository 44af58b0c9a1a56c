"""What is left when a stream is over: over callbacks one POST to the message's `response_url`, within an hour."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import aiohttp

from adapters.chat.wechat.api import Wire
from adapters.chat.wechat.body import Body, write_json
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.hosts import Hosts
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.wecom_bot.back import Back
from adapters.chat.wechat.wecom_bot.frames import CONTENT_BYTES
from adapters.chat.wechat.words import Words, cut
from bot.errors import WindowShut
from bot.model import Address
from bot.ports import Clock, Sheet

_HOSTS = (".weixin.qq.com",)
_SECONDS = 3_540.0  # the URL lives an hour


class Late(Protocol):
    """Another way than the stream. Raises `WindowShut` when there is none (any more)."""

    async def booked(self, chat: str) -> float:
        """Book the place of one message in this chat, whichever way it goes; or the seconds until there is one."""
        ...

    async def say(self, to: Address, back: Back, words: str, card: Body | None) -> None: ...

    async def show(self, to: Address, back: Back, words: str, card: Body | None, sheets: Sequence[Sheet]) -> None: ...


def linked(words: Words, link: Callable[[int], str], pictures: Sequence[int]) -> list[str]:
    """Markdown links to the pages of pictures."""
    return [f"[{words('wechat.picture', number=n)}]({link(one)})" for n, one in enumerate(pictures, 1)]


class ResponseUrl:
    """Markdown with the pictures in it: the documented kinds are that and a card. `picture` is the address of the bytes."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        notes: Notes,
        clock: Clock,
        *,
        tongues: Tongues,
        link: Callable[[int], str],
        picture: Callable[[int], str],
        homes: Iterable[str],
    ) -> None:
        self._session = session
        self._notes = notes
        self._clock = clock
        self._tongues = tongues
        self._link = link
        self._picture = picture
        self._hosts = Hosts(_HOSTS, homes, ("https",))

    async def booked(self, chat: str) -> float:  # noqa: ARG002 - over callbacks the platform asks, as often as it likes
        return 0.0

    async def say(self, to: Address, back: Back, words: str, card: Body | None) -> None:
        if card is not None and not words:
            await self._post(to, back, {"msgtype": "template_card", "template_card": card})
        else:
            await self._post(to, back, _markdown(words))

    async def show(self, to: Address, back: Back, words: str, card: Body | None, sheets: Sequence[Sheet]) -> None:  # noqa: ARG002 - one POST holds no card beside the pictures
        pictures = [sheet.stored.id for sheet in sheets]
        own = await self._tongues.of(to.chat)
        images = [f"![{number}]({self._picture(one)})" for number, one in enumerate(pictures, 1)]
        await self._post(to, back, _markdown("\n".join([*images, *linked(own, self._link, pictures), words])))

    async def _post(self, to: Address, back: Back, body: Body) -> None:
        now = self._clock.now()
        if not self._hosts.hold(back.url) or now.timestamp() - back.since > _SECONDS:
            raise WindowShut("no way back to this message is left")
        used = f"used-{hashlib.sha256(back.url.encode()).hexdigest()[:32]}"
        taken = False

        def take(note: object) -> object:
            nonlocal taken
            taken = note is None
            return 1

        await self._notes.change(to.chat, used, take, 3_600.0)
        if not taken:
            raise WindowShut("the way back to this message was used before")
        wire = Wire(self._session, "")
        try:
            await wire.json("POST", back.url, None, write_json(body))
        except Refused as error:
            raise WindowShut(str(error)) from error


def _markdown(words: str) -> Body:
    return {"msgtype": "markdown", "markdown": {"content": cut(words, CONTENT_BYTES)[0]}}
