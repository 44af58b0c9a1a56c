"""A stream as the platform wants it: its words, and with the last frame its pictures and buttons."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

import pybase64

from adapters.chat.wechat import cards
from adapters.chat.wechat.body import Body
from adapters.chat.wechat.media import Fitted, fit
from adapters.chat.wechat.wecom_bot.streams import Stream
from adapters.chat.wechat.words import Rows, cut
from bot.model import Action, Button, Picture

CONTENT_BYTES = 20_480
_PICTURE_BYTES = 2 << 20  # ten million are allowed; a callback's answer should not take that long
_FRAME_BYTES = 2_900_000  # of all pictures of an answer: four million as base64
_MOST_PICTURES = 10
_MOST_BUTTONS = 6


def anew(card: Body, user: str) -> Body:
    """A pressed card, for whoever pressed it, pressable again."""
    return {"response_type": "update_template_card", "userids": [user], "template_card": card}


Load = Callable[[str], Awaitable[bytes | None]]


def markdown(words: str) -> str:
    """Nobody's words become a link, a picture, a mention or a colour."""
    return words.replace("](", "]（").replace("<", "＜").replace(">", "＞")


def buttons_card(title: str, rows: Rows) -> Body | None:
    """One card for an answer. Many pictures share it: once again, and a variation of each."""
    if not any(rows):
        return None
    if sum(len(row) for row in rows) > _MOST_BUTTONS and len(rows) > 1:
        rows = (_shared(rows),)
    return next(cards.cards(title, "", rows))


def _shared(rows: Rows) -> tuple[Button, ...]:
    again = [button for button in rows[0] if button.action is Action.AGAIN][:1]
    vary = [
        replace(button, label=f"{button.label} {number}")
        for number, row in enumerate(rows, 1)
        for button in row
        if button.action is Action.VARY
    ]
    return (*again, *vary) or tuple(button for row in rows for button in row)


class Frames:
    """`load` gives the bytes of a picture by content hash; `kept` are those that no store knows (charts)."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._kept: dict[str, Picture] = {}

    def keep(self, picture: Picture) -> None:
        """Hold a picture that is part of words until its frame is written."""
        self._kept[picture.digest] = picture

    def drop(self, digests: Iterable[str]) -> None:
        for digest in digests:
            self._kept.pop(digest, None)

    async def body(self, stream: Stream, waiting: str) -> Body:
        """The frame of a stream now; `waiting` are the words while there are none. Raises `PictureUnsuitable`."""
        words = stream.content or waiting
        frame: dict[str, object] = {"id": stream.id, "finish": stream.finish, "content": cut(words, CONTENT_BYTES)[0]}
        if not stream.finish:
            return {"msgtype": "stream", "stream": frame}
        pictures = stream.pictures[:_MOST_PICTURES]
        limit = min(_PICTURE_BYTES, _FRAME_BYTES // max(1, len(pictures)))
        items = [await self._item(digest, kind, limit) for digest, kind in pictures]
        if items:
            frame["msg_item"] = items
        if stream.card is None:
            return {"msgtype": "stream", "stream": frame}
        return {"msgtype": "stream_with_template_card", "stream": frame, "template_card": stream.card}

    async def bytes_of(self, digest: str, kind: str, limit: int = _PICTURE_BYTES) -> Fitted:
        """A picture that the platform takes. Raises `PictureUnsuitable`, also for one whose bytes are gone."""
        picture = self._kept.get(digest)
        if picture is None:
            picture = Picture(await self._load(digest) or b"", digest, kind, 0, 0)
        return await fit(picture, limit)

    async def _item(self, digest: str, kind: str, limit: int) -> Body:
        fitted = await self.bytes_of(digest, kind, limit)
        md5 = hashlib.md5(fitted.data, usedforsecurity=False).hexdigest()
        return {"msgtype": "image", "image": {"base64": pybase64.b64encode(fitted.data).decode(), "md5": md5}}
