"""A message as the core sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.buttons import Press
from bot.model.people import Chat, Identity, Role


class AttachmentKind(StrEnum):
    PICTURE = "picture"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something sent along. `ref` is the platform's own handle; only that platform can fetch it. `size` in bytes, 0 = unknown."""

    kind: AttachmentKind
    ref: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Replied:
    """The earlier message that this one answers. `above`: nobody chose it, as a comment stands below a post by itself."""

    message: str
    ours: bool = False
    sender: Identity | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message or button press.

    `event` is unique for its platform for ever: the same event twice is the same message twice.
    `sender` is None where the platform shows no person (anonymous admin, channel): such a sender owns no quota.
    `addressed` says that the bot was meant: private chat, command, mention, or reply to the bot.
    `edited`: it replaces an earlier message of the same id; `late`: so long after that it is no correction any more.
    `hint` is the platform's own way back (a reply slot, a stream, a response URL): it goes into `Address.hint` as it is.
    `left` says that the person went away (unfollowed, blocked us): erase what is theirs, answer nothing.
    """

    event: str
    chat: Chat
    at: datetime
    sender: Identity | None
    role: Role = Role.UNKNOWN
    message: str | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    replied: Replied | None = None
    press: Press | None = None
    addressed: bool = True
    edited: bool = False
    late: bool = False
    mentions: tuple[Identity, ...] = ()
    language: str | None = None
    hint: str = ""
    left: bool = False
