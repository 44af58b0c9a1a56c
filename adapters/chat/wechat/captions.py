"""WeChat pictures have no captions: a picture and the words sent after it are one message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adapters.chat.wechat.notes import Notes
from bot.model import Attachment, AttachmentKind, Incoming

_NOTE = "picture"
_SECONDS = 600.0


class Captions:
    """Remembers a person's last picture for ten minutes. Commands may use it and leave it for later; other words take it."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def joined(self, incoming: Incoming) -> Incoming:
        """The message, with the picture that its words are about."""
        account = incoming.chat.id
        for one in incoming.attachments:
            if one.kind is AttachmentKind.PICTURE:
                await self._notes.put(account, _NOTE, one.ref, _SECONDS)
                return incoming
        if not incoming.text:
            return incoming
        ref: Any = await self._notes.get(account, _NOTE)
        if not ref:
            return incoming
        if not incoming.text.startswith("/"):
            await self._notes.change(account, _NOTE, lambda _: None, 1.0)
        return replace(incoming, attachments=(Attachment(AttachmentKind.PICTURE, str(ref)),))
