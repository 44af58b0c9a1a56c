"""WeChat pictures have no captions and cannot be replied to: the words sent next are about them."""

from __future__ import annotations

from dataclasses import replace

from adapters.chat.wechat.notes import Notes
from bot.commands.grammar import parse
from bot.commands.picture import Edit, Imagine
from bot.errors import Rejection
from bot.model import Action, Attachment, AttachmentKind, ChatKind, Incoming, Replied

_ABOUT = "subject"
_SENT, _EDITED = "sent", "edited"
_SECONDS = 600.0
_TOGETHER = 60.0  # seconds between two pictures that were sent together: there are no albums
_MOST = 14
_About = tuple[str, list[str], float]
"""How somebody showed which pictures the next words are about; which; when (Unix seconds)."""


def message_of(picture: int) -> str:
    """The message id under which a delivered picture is remembered, where the platform gives none."""
    return f"picture-{picture}"


class Captions:
    """Remembers for ten minutes which pictures somebody last sent, or chose to edit: for the next words that draw."""

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
                await self._notes.put(account, _ABOUT + place, (_EDITED, [message], 0.0), _SECONDS)
            return incoming
        if incoming.attachments:
            await self._sent(incoming, account, place)
            return incoming
        return await self._captioned(incoming, account, place) if incoming.text else incoming

    async def _sent(self, incoming: Incoming, account: str, place: str) -> None:
        pictures = [one.ref for one in incoming.attachments if one.kind is AttachmentKind.PICTURE]
        if not pictures or incoming.text:
            return
        at = incoming.at.timestamp()

        def added(about: _About | None) -> _About:
            earlier = about[1] if about and about[0] == _SENT and at - about[2] <= _TOGETHER else []
            every = [*earlier, *(ref for ref in pictures if ref not in earlier)]
            return _SENT, every[:_MOST], at

        await self._notes.change(account, _ABOUT + place, added, _SECONDS)

    async def _captioned(self, incoming: Incoming, account: str, place: str) -> Incoming:
        about: _About | None = await self._notes.get(account, _ABOUT + place)
        draws = _draws(incoming) if about is not None else False
        if about is None or draws is False:
            return incoming
        how, which, _ = about
        if draws:
            await self._notes.change(account, _ABOUT + place, lambda _: None, 1.0)
        if how == _SENT:
            return replace(incoming, attachments=tuple(Attachment(AttachmentKind.PICTURE, ref) for ref in which))
        return replace(incoming, replied=incoming.replied or Replied(which[0], ours=True))


def _draws(incoming: Incoming) -> bool | None:
    """Whether these words ask for a picture; None: they would, but for a mistake in them, and will be said again."""
    try:
        command = parse(incoming.text, private=incoming.chat.kind is ChatKind.PRIVATE)
    except Rejection:
        return None
    return isinstance(command, (Imagine, Edit))


def _place(incoming: Incoming) -> str:
    return "" if incoming.chat.kind is ChatKind.PRIVATE else f"-{incoming.chat.id}"
