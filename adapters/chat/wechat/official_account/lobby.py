"""Where followers wait: callbacks that can still be answered, what was kept for somebody, and how it will be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adapters.chat.wechat.mailbox import Mailbox
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.official_account.inbound import PLATFORM
from adapters.chat.wechat.scribe import Scribe
from adapters.chat.wechat.slots import Patience, Slots
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.words import Words
from bot.ports import Clock, PlatformMemory


@dataclass(frozen=True, slots=True)
class Lobby:
    """What comes in and what goes out meet here, in accounts of both kinds."""

    notes: Notes
    mailbox: Mailbox
    scribe: Scribe
    slots: Slots
    tongues: Tongues


def open_lobby(
    memory: PlatformMemory,
    clock: Clock,
    words: Words,
    *,
    link: Callable[[int], str],
    picture: Callable[[int], str],
    patience: Patience,
) -> Lobby:
    notes = Notes(PLATFORM, memory, clock)
    mailbox = Mailbox(notes)
    tongues = Tongues(notes, words)
    return Lobby(notes, mailbox, Scribe(notes, mailbox, tongues, link, picture), Slots(clock, patience), tongues)
