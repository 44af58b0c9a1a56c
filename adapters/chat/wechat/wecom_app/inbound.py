"""WeCom app messages and events as the core sees them. Pure and total."""

from __future__ import annotations

import hashlib

import orjson

from adapters.chat.wechat import cards
from adapters.chat.wechat.arrivals import Arrival, arrived
from adapters.chat.wechat.body import Body, text
from bot.model import Attachment, AttachmentKind, Incoming

PLATFORM = "wecom"


def read(body: Body) -> Incoming | None:
    """The message or event in a callback; None for what nobody needs to answer."""
    arrival = arrived(PLATFORM, body)
    if arrival is None:
        return None
    match arrival.kind:
        case "event":
            return _event(arrival)
        case "text":
            return arrival.incoming(text(body, "Content"))
        case "image":
            return arrival.incoming("", Attachment(AttachmentKind.PICTURE, text(body, "MediaId")))
        case _:
            return arrival.incoming("", arrival.other())


def _event(arrival: Arrival) -> Incoming | None:
    match arrival.name:
        case "subscribe":
            return arrival.incoming("/start")
        case "unsubscribe":
            return arrival.incoming(left=True)
        case "click" if arrival.key:
            return arrival.incoming(arrival.key, event=arrival.pressed)
        case "template_card_event":
            return _press(arrival)
        case _:
            return None


def _press(arrival: Arrival) -> Incoming | None:
    """A card pressed twice in a second is two events: each press has a code of its own, which its retries share."""
    code, task = (text(arrival.body, name) for name in ("ResponseCode", "TaskId"))
    pressed = cards.press(arrival.key, task, orjson.dumps([arrival.account, code, task]).decode())
    name = hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return arrival.incoming(event=f"{arrival.pressed}-{name}", press=pressed) if pressed else None
