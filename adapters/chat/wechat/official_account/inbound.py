"""Official account messages and events as the core sees them. Pure and total: anything gives an `Incoming` or None."""

from __future__ import annotations

import orjson

from adapters.chat.wechat.arrivals import Arrival, arrived
from adapters.chat.wechat.body import Body, text
from bot.model import Attachment, AttachmentKind, Incoming

PLATFORM = "wechat"
_SCENE = "qrscene_"
_STICKER = (
    "【收到不支持的消息类型，暂无法显示】"  # what comes, as text, of stickers and of whatever else is not passed on
)


def read(body: Body) -> Incoming | None:
    """The message or event in a callback; None for what nobody needs to answer (VIEW, delivery reports, …)."""
    arrival = arrived(PLATFORM, body)
    if arrival is None:
        return None
    match arrival.kind:
        case "event":
            return _event(arrival)
        case "text" if (said := text(body, "Content")) != _STICKER:
            return arrival.incoming(said)
        case "image":
            ref = picture_ref(text(body, "MediaId"), text(body, "PicUrl"))
            return arrival.incoming("", Attachment(AttachmentKind.PICTURE, ref))
        case "voice" if said := text(body, "Recognition"):
            return arrival.incoming(said)
        case _:
            return arrival.incoming("", arrival.other())


def _event(arrival: Arrival) -> Incoming | None:
    match arrival.name:
        case "subscribe":
            return arrival.incoming(_start(arrival.key.removeprefix(_SCENE)))
        case "scan":
            return arrival.incoming(_start(arrival.key))
        case "click" if arrival.key:
            return arrival.incoming(arrival.key, event=arrival.pressed)
        case "unsubscribe":
            return arrival.incoming(left=True)
        case _:
            return None


def _start(scene: str) -> str:
    return f"/start {scene}".rstrip()


def picture_ref(media_id: str, url: str) -> str:
    """Both ways to load a picture; accounts without the media API have only the address."""
    return orjson.dumps([media_id, url]).decode()
