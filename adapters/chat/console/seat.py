"""Who sits at the console, and in which chat: makes messages and presses out of what is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from adapters.chat.console.typed import Typed
from bot.commands.grammar import is_command
from bot.commands.naming import without_mention
from bot.model import Attachment, AttachmentKind, Chat, ChatKind, Identity, Incoming, Press, Replied, Role

PLATFORM = "console"
BOT = "bananabot"

_TEXTS = frozenset({".txt", ".md", ".csv"})


def _event() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Seat:
    """`event` makes names that are never made again; `now` is the clock's."""

    who: Identity
    chat: Chat
    role: Role
    now: Callable[[], datetime]
    event: Callable[[], str] = _event

    def message(self, typed: Typed) -> Incoming:
        text, mentioned = without_mention(typed.text, BOT)
        private = self.chat.kind is ChatKind.PRIVATE
        event = self.event()
        if typed.reply and text and not is_command(text, bot=BOT):
            text = f"/edit {text}"  # a picture is named: were it none, a plain prompt would be drawn and paid
        return Incoming(
            event=event,
            chat=self.chat,
            at=self.now(),
            sender=self.who,
            role=self.role,
            message=event,
            text=text if not mentioned or text or typed.files else "/help",
            attachments=tuple(_attachment(path) for path in typed.files),
            replied=Replied(typed.reply, ours=True) if typed.reply else None,
            addressed=private or mentioned or typed.reply is not None or is_command(typed.text, bot=BOT),
        )

    def press(self, press: Press) -> Incoming:
        event = self.event()
        return Incoming(
            event=event, chat=self.chat, at=self.now(), sender=self.who, role=self.role, message=event, press=press
        )


def seat(name: str, group: str | None, *, admin: bool, now: Callable[[], datetime]) -> Seat:
    """`name` in a private chat, or in a group of that title."""
    chat = Chat(PLATFORM, f"#{group}", ChatKind.GROUP, group) if group else Chat(PLATFORM, name, ChatKind.PRIVATE, name)
    return Seat(Identity(PLATFORM, name, name), chat, Role.ADMIN if admin else Role.MEMBER, now)


def _attachment(path: Path) -> Attachment:
    kind = AttachmentKind.TEXT if path.suffix.lower() in _TEXTS else AttachmentKind.PICTURE
    return Attachment(kind, str(path.absolute()), path.name, path.stat().st_size if path.is_file() else 0)
