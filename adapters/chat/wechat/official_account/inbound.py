"""Official account messages and events as the core sees them. Pure and total: anything gives an `Incoming` or None."""

from __future__ import annotations

import orjson

from adapters.chat.wechat.body import Body, sent_at, text
from bot.model import Attachment, AttachmentKind, Chat, ChatKind, Identity, Incoming

PLATFORM = "wechat"
_SCENE = "qrscene_"


def read(body: Body) -> Incoming | None:
    """The message or event in a callback; None for what nobody needs to answer (VIEW, delivery reports, …)."""
    account = text(body, "FromUserName")
    if not account or len(account) > 64:
        return None
    kind = text(body, "MsgType").lower()
    if kind == "event":
        return _event(body, account)
    event = text(body, "MsgId")
    if not event or len(event) > 64:
        return None
    return _incoming(body, account, event, _said(body, kind), _attachments(body, kind))


def _event(body: Body, account: str) -> Incoming | None:
    """Events have no id: sender, time and name make one (the vendor's advice)."""
    name, key = text(body, "Event").lower(), text(body, "EventKey")
    event = f"{account}-{text(body, 'CreateTime')}-{name}"
    match name:
        case "subscribe":
            return _incoming(body, account, event, _start(key.removeprefix(_SCENE)))
        case "scan":
            return _incoming(body, account, event, _start(key))
        case "click" if key:
            return _incoming(body, account, f"{event}-{key[:64]}", key)
        case "unsubscribe":
            return _incoming(body, account, event, left=True)
        case _:
            return None


def _incoming(
    body: Body,
    account: str,
    event: str,
    said: str = "",
    attachments: tuple[Attachment, ...] = (),
    *,
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
        hint=event,
        left=left,
    )


def _start(scene: str) -> str:
    return f"/start {scene}".rstrip()


def _said(body: Body, kind: str) -> str:
    match kind:
        case "text":
            return text(body, "Content")
        case "voice":
            return text(body, "Recognition")
        case "link":
            return text(body, "Url")
        case _:
            return ""


def _attachments(body: Body, kind: str) -> tuple[Attachment, ...]:
    if kind == "image":
        return (Attachment(AttachmentKind.PICTURE, picture_ref(text(body, "MediaId"), text(body, "PicUrl"))),)
    if kind in {"text", "link"} or text(body, "Recognition"):
        return ()
    return (Attachment(AttachmentKind.OTHER, text(body, "MediaId"), name=kind),)


def picture_ref(media_id: str, url: str) -> str:
    """Both ways to load a picture; accounts without the media API have only the address."""
    return orjson.dumps([media_id, url]).decode()
