"""WeChat pictures have no captions and cannot be replied to: the words sent next are about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adapters.chat.wechat.notes import Notes
from bot.model import Action, Attachment, AttachmentKind, ChatKind, Incoming, Replied

_SENT, _EDITED = "picture", "edited"
_SECONDS = 600.0


def message_of(picture: int) -> str:
    """The message id under which a delivered picture is remembered, where the platform gives none."""
    return f"picture-{picture}"


class Captions:
    """Remembers for ten minutes which picture somebody sent, or chose to edit. Commands leave it for the words after them."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def joined(self, incoming: Incoming) -> Incoming:
        """The message, with the picture that its words are about."""
        if incoming.sender is None:
            return incoming
        account, place = incoming.sender.account, _place(incoming)
        if incoming.press is not None:
            if incoming.press.action is Action.EDIT:
                message = incoming.press.message or message_of(incoming.press.subject)
                await self._notes.put(account, _EDITED + place, message, _SECONDS)
            return incoming
        if incoming.attachments:
            await self._sent(incoming, account, place)
            return incoming
        return await self._captioned(incoming, account, place) if incoming.text else incoming

    async def _sent(self, incoming: Incoming, account: str, place: str) -> None:
        pictures = [one.ref for one in incoming.attachments if one.kind is AttachmentKind.PICTURE]
        if pictures and not incoming.text:
            await self._notes.put(account, _SENT + place, pictures[0], _SECONDS)

    async def _captioned(self, incoming: Incoming, account: str, place: str) -> Incoming:
        sent: Any = await self._notes.get(account, _SENT + place)
        edited: Any = None if sent else await self._notes.get(account, _EDITED + place)
        if not sent and not edited:
            return incoming
        if not incoming.text.startswith("/"):
            await self._notes.change(account, (_SENT if sent else _EDITED) + place, lambda _: None, 1.0)
        if sent:
            return replace(incoming, attachments=(Attachment(AttachmentKind.PICTURE, str(sent)),))
        return replace(incoming, replied=incoming.replied or Replied(str(edited), ours=True))


def _place(incoming: Incoming) -> str:
    return "" if incoming.chat.kind is ChatKind.PRIVATE else f"-{incoming.chat.id}"
