"""What a robot message consists of: words, pictures, files, and what it quotes. Pure."""

from __future__ import annotations

import orjson

from adapters.chat.wechat.body import Body, nodes, text
from bot.model import Attachment, AttachmentKind, Replied


def spoken(body: Body) -> str:
    parts = [text(part, "text", "content") for part in nodes(body, "mixed", "msg_item")]
    parts += [text(body, "text", "content"), text(body, "voice", "content")]
    return "\n".join(part for part in parts if part)


def attached(body: Body) -> tuple[Attachment, ...]:
    pictures = [*nodes(body, "image"), *(picture_of(part) for part in nodes(body, "mixed", "msg_item"))]
    found = [_ref(AttachmentKind.PICTURE, picture) for picture in pictures if text(picture, "url")]
    found += [_ref(AttachmentKind.TEXT, file) for file in nodes(body, "file") if text(file, "url")]
    return tuple(found[:14])


def picture_of(part: Body) -> Body:
    """The picture of one part of a mixed message."""
    empty: Body = {}
    return next(iter(nodes(part, "image")), empty)


def _ref(kind: AttachmentKind, media: Body) -> Attachment:
    return Attachment(
        kind, orjson.dumps([text(media, "url"), text(media, "aeskey")]).decode(), name=text(media, "filename")
    )


def quoted(body: Body) -> Replied | None:
    quote = next(iter(nodes(body, "quote")), None)
    return None if quote is None else Replied("", text=spoken(quote), attachments=attached(quote))
