"""What a page sends becomes a message: a form with words and files, or a pressed button."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import orjson
from aiohttp import BodyPartReader, web

from adapters.chat.web.platform import PLATFORM, WebChat
from adapters.chat.web.shelf import File
from bot.model import Action, Attachment, AttachmentKind, Chat, ChatKind, Identity, Incoming, Press, Replied
from bot.ports import Clock

_TEXT_BYTES = 64_000
_FILE_BYTES = 20_000_000
_FILES = 14
_ID = 40


class Inbox:
    """`account` of a request: raises `HTTPUnauthorized` for a visitor without a session."""

    def __init__(self, chat: WebChat, account: Callable[[web.Request], str], clock: Clock) -> None:
        self._chat = chat
        self._account = account
        self._clock = clock

    async def message(self, request: web.Request) -> web.StreamResponse:
        """A form: `text`, `reply` (the id of a message of ours), any number of `file`."""
        account = self._account(request)
        text, reply, sent = "", "", list[Attachment]()
        async for part in _parts(request):
            match part.name:
                case "text":
                    text = (await _content(part, _TEXT_BYTES)).decode("utf-8", "replace")
                case "reply":
                    reply = (await _content(part, _ID)).decode("utf-8", "replace")
                case _ if len(sent) == _FILES:
                    raise web.HTTPBadRequest(text=f"at most {_FILES} files\n")
                case _:
                    sent.append(self._shelve(account, await _file(account, part)))
        replied = Replied(reply, ours=True) if reply else None
        incoming = self._incoming(request, account, text=text, attachments=tuple(sent), replied=replied)
        self._echo(account, incoming)
        return await self._take(incoming)

    async def press(self, request: web.Request) -> web.StreamResponse:
        """JSON: `action`, `subject`, `message`."""
        account = self._account(request)
        try:
            body = orjson.loads(await request.content.read(4_096))
            press = Press(Action(body["action"]), int(body["subject"]), str(body["message"])[:_ID], token=account)
        except (ValueError, KeyError, TypeError):
            raise web.HTTPBadRequest(text="not a press\n") from None
        return await self._take(self._incoming(request, account, press=press))

    def _incoming(
        self,
        request: web.Request,
        account: str,
        *,
        text: str = "",
        attachments: tuple[Attachment, ...] = (),
        replied: Replied | None = None,
        press: Press | None = None,
    ) -> Incoming:
        event = uuid4().hex
        return Incoming(
            event=event,
            chat=Chat(PLATFORM, account, ChatKind.PRIVATE),
            at=self._clock.now(),
            sender=Identity(PLATFORM, account),
            message=event,
            text=text,
            attachments=attachments,
            replied=replied,
            press=press,
            language=language(request),
        )

    async def _take(self, incoming: Incoming) -> web.Response:
        if not await self._chat.take(incoming):
            raise web.HTTPServiceUnavailable(text="starting or stopping, try again in a moment\n")
        return web.Response(status=204)

    def _shelve(self, account: str, file: File) -> Attachment:
        kind = AttachmentKind.TEXT if file.media_type.startswith("text/") else AttachmentKind.PICTURE
        return Attachment(kind, f"{account}/{self._chat.shelf.put(file)}", file.name, len(file.data))

    def _echo(self, account: str, incoming: Incoming) -> None:
        """What was sent stands on the page too, in every window of the same visitor."""
        pictures = [
            {"src": f"files/{sent.ref.partition('/')[2]}"}
            for sent in incoming.attachments
            if sent.kind is AttachmentKind.PICTURE
        ]
        message = {"id": incoming.event, "text": incoming.text, "mine": True, "pictures": pictures}
        self._chat.timelines.show(account, message)


def language(request: web.Request) -> str:
    """The browser's first: `zh-CN,zh;q=0.9` → `zh-CN`."""
    return request.headers.get("Accept-Language", "en").partition(",")[0].partition(";")[0].strip()[:20]


async def _parts(request: web.Request) -> AsyncIterator[BodyPartReader]:
    if request.content_type != "multipart/form-data":
        raise web.HTTPUnsupportedMediaType(text="send a form\n")
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader):
                yield part
    except ValueError:
        raise web.HTTPBadRequest(text="not a form\n") from None


async def _content(part: BodyPartReader, limit: int) -> bytes:
    """At most `limit` bytes. Raises `HTTPRequestEntityTooLarge`."""
    data = bytearray()
    while chunk := await part.read_chunk():
        data += chunk
        if len(data) > limit:
            raise web.HTTPRequestEntityTooLarge(limit, len(data), text=f"larger than {limit} bytes\n")
    return bytes(data)


async def _file(account: str, part: BodyPartReader) -> File:
    name = (part.filename or "file")[:100]
    media_type = part.headers.get("Content-Type", "application/octet-stream").partition(";")[0].lower()
    return File(account, name, media_type, await _content(part, _FILE_BYTES))
