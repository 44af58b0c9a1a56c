"""WeCom app messages and events as the core sees them. Pure and total."""

from __future__ import annotations

import hashlib

import orjson

from adapters.chat.wechat import cards
from adapters.chat.wechat.body import Body, sent_at, text
from bot.model import Attachment, AttachmentKind, Chat, ChatKind, Identity, Incoming, Press

PLATFORM = "wecom"


def read(body: Body) -> Incoming | None:
    """The message or event in a callback; None for what nobody needs to answer."""
    account = text(body, "FromUserName")
    if not account or len(account) > 64:
        return None
    kind = text(body, "MsgType").lower()
    if kind == "event":
        return _event(body, account)
    event = text(body, "MsgId")
    if not event or len(event) > 64:
        return None
    return _incoming(body, account, event, said=_said(body, kind), attachments=_attachments(body, kind))


def _event(body: Body, account: str) -> Incoming | None:
    name, key = text(body, "Event").lower(), text(body, "EventKey")
    event = f"{account}-{text(body, 'CreateTime')}-{name}"
    match name:
        case "subscribe":
            return _incoming(body, account, event, said="/start")
        case "unsubscribe":
            return _incoming(body, account, event, left=True)
        case "click" if key:
            return _incoming(body, account, f"{event}-{key[:64]}", said=key)
        case "template_card_event":
            return _press(body, account, event)
        case _:
            return None


def _press(body: Body, account: str, event: str) -> Incoming | None:
    """A card pressed twice in a second is two events: each press has a code of its own, which its retries share."""
    key, code, task = (text(body, name) for name in ("EventKey", "ResponseCode", "TaskId"))
    pressed = cards.press(key, task, orjson.dumps([account, code, task]).decode())
    name = hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return _incoming(body, account, f"{event}-{key[:64]}-{name}", press=pressed) if pressed else None


def _incoming(
    body: Body,
    account: str,
    event: str,
    *,
    said: str = "",
    attachments: tuple[Attachment, ...] = (),
    press: Press | None = None,
    left: bool = False,
) -> Incoming:
    return Incoming(
        event=event,
        chat=Chat(PLATFORM, account, ChatKind.PRIVATE),
        at=sent_at(body),
        sender=Identity(PLATFORM, account),
        message=event,
        text=said,
        attachments=attachments,
        press=press,
        left=left,
    )


def _said(body: Body, kind: str) -> str:
    if kind == "text":
        return text(body, "Content")
    return text(body, "Url") if kind == "link" else ""


def _attachments(body: Body, kind: str) -> tuple[Attachment, ...]:
    match kind:
        case "image":
            return (Attachment(AttachmentKind.PICTURE, text(body, "MediaId")),)
        case "text" | "link":
            return ()
        case _:
            return (Attachment(AttachmentKind.OTHER, text(body, "MediaId"), name=kind),)
