"""What is looked up at the door, for each message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import GroupSettings, Incoming, Person


@dataclass(frozen=True, slots=True)
class Admission:
    """What is known at the door about a message: its person (None: a chat identity), its group, handled before or not.

    `style`: the one this person keeps for all their pictures, empty where they keep none.
    """

    person: Person | None
    group: GroupSettings | None
    seen: bool
    style: str = ""


class Inbox(Protocol):
    """The door: one transaction a message, so that a thousand a second stay cheap."""

    async def admit(self, incoming: Incoming, language: str, timezone: str, now: datetime) -> Admission:
        """Find or make the person, read the group's settings, and say whether this event was handled to its end before."""
        ...

    async def done(self, platform: str, event: str, now: datetime) -> None:
        """This event is handled: delivered again after a restart, it is not answered again."""
        ...


class NoticeStore(Protocol):
    async def once(self, key: str, now: datetime, ttl: float) -> bool:
        """True the first time within `ttl` seconds, false after that, whichever worker asks (`limit/telegram:-100/…`)."""
        ...
