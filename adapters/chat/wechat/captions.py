"""WeChat pictures have no captions and cannot be replied to: the words sent next are about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adapters.chat.wechat.notes import Notes
from bot.model import Action, Attachment, AttachmentKind, ChatKind, Incoming, Replied

_ABOUT = "about"
_SENT, _EDITED = "sent", "edited"
_SECONDS = 600.0


def message_of(picture: int) -> str:
    """The message id under which a delivered picture is remembered, where the platform gives none."""
    return f"picture-{picture}"


class Captions:
    """Remembers for ten minutes which picture somebody last sent, or chose to edit. Commands leave it for the words after."""

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
                await self._notes.put(account, _ABOUT + place, [_EDITED, message], _SECONDS)
            return incoming
        if incoming.attachments:
            await self._sent(incoming, account, place)
            return incoming
        return await self._captioned(incoming, account, place) if incoming.text else incoming

    async def _sent(self, incoming: Incoming, account: str, place: str) -> None:
        pictures = [one.ref for one in incoming.attachments if one.kind is AttachmentKind.PICTURE]
        if pictures and not incoming.text:
            await self._notes.put(account, _ABOUT + place, [_SENT, pictures[0]], _SECONDS)

    async def _captioned(self, incoming: Incoming, account: str, place: str) -> Incoming:
        about: Any = await self._notes.get(account, _ABOUT + place)
        if about is None:
            return incoming
        how, which = about
        if not incoming.text.startswith("/"):
            await self._notes.change(account, _ABOUT + place, lambda _: None, 1.0)
        if how == _SENT:
            return replace(incoming, attachments=(Attachment(AttachmentKind.PICTURE, str(which)),))
        return replace(incoming, replied=incoming.replied or Replied(str(which), ours=True))


def _place(incoming: Incoming) -> str:
    return "" if incoming.chat.kind is ChatKind.PRIVATE else f"-{incoming.chat.id}"
