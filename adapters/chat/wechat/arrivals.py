"""What arrives in a callback of an official account or a WeCom app: who sent it, and what makes it one event. Pure, total."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.chat.wechat.body import Body, sent_at, text
from bot.model import Attachment, AttachmentKind, Chat, ChatKind, Identity, Incoming, Press

_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Arrival:
    """`kind` of a message, or `event`; then `name` and `key` say which. `event` is the same for every try of the platform."""

    platform: str
    body: Body
    account: str
    kind: str
    event: str
    name: str = ""
    key: str = ""

    @property
    def pressed(self) -> str:
        """The id of an event that is told apart by its key as well: two buttons can be pressed in one second."""
        return f"{self.event}-{self.key[:_LONGEST_ID]}"

    def other(self) -> Attachment:
        """Something that nobody here can read."""
        return Attachment(AttachmentKind.OTHER, text(self.body, "MediaId"), name=self.kind)

    def incoming(
        self,
        said: str = "",
        *attachments: Attachment,
        event: str = "",
        press: Press | None = None,
        left: bool = False,
    ) -> Incoming:
        """As the core sees it. `event`: under this id instead."""
        event = event or self.event
        return Incoming(
            event=event,
            chat=Chat(self.platform, self.account, ChatKind.PRIVATE),
            at=sent_at(self.body),
            sender=Identity(self.platform, self.account),
            message=event,
            text=said,
            attachments=attachments,
            press=press,
            hint=event,
            left=left,
        )


def arrived(platform: str, body: Body) -> Arrival | None:
    """None without a sender or, for a message, an id. Events have none: sender, time and name make one (the vendor's advice)."""
    account, kind = text(body, "FromUserName"), text(body, "MsgType").lower()
    if not 0 < len(account) <= _LONGEST_ID:
        return None
    if kind == "event":
        name = text(body, "Event").lower()
        event = f"{account}-{text(body, 'CreateTime')}-{name}"
        return Arrival(platform, body, account, kind, event, name, text(body, "EventKey"))
    event = text(body, "MsgId")
    return Arrival(platform, body, account, kind, event) if 0 < len(event) <= _LONGEST_ID else None
