"""Messages of the app to one member, each in its turn; the platform's refusals as what delivery understands."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager

from adapters.chat.wechat.api import Api
from adapters.chat.wechat.body import Body, text
from adapters.chat.wechat.errors import Refused, UploadGone
from adapters.chat.wechat.media import NO_SUCH_MEDIA, Uploads
from adapters.chat.wechat.pace import Pace
from adapters.chat.wechat.words import TEXT_BYTES, cut, plain
from bot.errors import DeliveryError, MessageGone, Unreachable
from bot.model import Picture

log = logging.getLogger(__name__)

_NOBODY = frozenset({40003, 60111, 81013, 82001, 86217})  # no such member, or not in the app's range
_UPLOADED = frozenset({"image", "file"})
_MESSAGES = 12  # the longest answer is so many texts


@contextmanager
def refusals(*, of_media: bool = False) -> Generator[None]:
    """`of_media`: an upload is being sent, which may be gone."""
    try:
        yield
    except Refused as error:
        if error.code in _NOBODY:
            raise Unreachable(str(error)) from error
        if of_media and error.code == NO_SUCH_MEDIA:
            raise UploadGone(str(error)) from error
        log.error(  # noqa: TRY400 - the trace says nothing more
            "the platform refuses our calls: run `bananabot doctor`", extra={"errcode": error.code}
        )
        raise DeliveryError(str(error)) from error


class Messages:
    def __init__(self, api: Api, uploads: Uploads, pace: Pace, agentid: int) -> None:
        self._api = api
        self._uploads = uploads
        self._pace = pace
        self._agentid = agentid

    async def roomy(self, member: str) -> bool:
        """Whether words on the way to a picture would not take the turn of somebody's picture."""
        return await self._pace.roomy(member)

    async def text(self, member: str, words: str) -> str:
        """Words, in as many messages as they need. The id of the last one."""
        rest, message = plain(words), ""
        for _ in range(_MESSAGES):
            head, rest = cut(rest, TEXT_BYTES)
            message = await self.send(member, "text", {"content": head})
            if not rest:
                break
        return message

    async def image(self, member: str, picture: Picture) -> str:
        """A picture from an earlier upload, or a new one."""
        try:
            return await self._uploaded(member, picture)
        except UploadGone:
            await self._uploads.stale(picture)
        try:
            return await self._uploaded(member, picture)
        except UploadGone as error:
            raise DeliveryError("the platform does not know what it just took") from error

    async def _uploaded(self, member: str, picture: Picture) -> str:
        with refusals():
            media = await self._uploads.picture(picture)
        return await self.send(member, "image", {"media_id": media})

    async def file(self, member: str, name: str, data: bytes, media_type: str) -> str:
        with refusals():
            media = await self._uploads.file(name, data, media_type)
        try:
            return await self.send(member, "file", {"media_id": media})
        except UploadGone as error:
            raise DeliveryError("the platform does not know what it just took") from error

    async def send(self, member: str, kind: str, content: Body) -> str:
        """One message; its id. Raises `Unreachable` for somebody who is not there, `SlowDown`, `DeliveryDoubtful`."""
        await self._pace.turn(member)
        with refusals(of_media=kind in _UPLOADED):
            answer = await self._api.post(
                "/cgi-bin/message/send", {"touser": member, "msgtype": kind, "agentid": self._agentid, kind: content}
            )
        if text(answer, "invaliduser"):
            raise Unreachable("not a member this app may write to")
        return text(answer, "msgid")

    async def renew(self, member: str, code: str, card: Body) -> None:
        """Show a pressed card anew; `code` came with the press and is good once, for three days."""
        shown = {name: value for name, value in card.items() if name != "task_id"}
        whose = {"userids": [member], "agentid": self._agentid, "response_code": code}
        with refusals():
            await self._api.post("/cgi-bin/message/update_template_card", {**whose, "template_card": shown})

    async def recall(self, message: str) -> None:
        """Take a message of the last 24 hours back. Raises `MessageGone`."""
        try:
            await self._api.post("/cgi-bin/message/recall", {"msgid": message})
        except Refused as error:
            raise MessageGone(str(error)) from error
