"""A chat service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Address, Attachment, Chat, Identity, Incoming
from bot.ports.messages import Answer, Parcel, Receipt


@dataclass(frozen=True, slots=True)
class Traits:
    """What a platform can. Delivery plans with it.

    `edits`: a sent message can be changed (progress is shown only there). `buttons`: pressable; else numbered replies.
    `repeatable`: sending the same parcel twice shows it once (console), so a doubtful delivery may be repeated.
    `pushes`: may write without being asked. `sells`: has a payment of its own. `local`: only the process that listens
    can hand anything over (a page, a terminal). `alone`: only one process at a time may listen (long polling, one
    websocket). `metered`: messages count against a rate, so words that a picture overtakes within a moment are better
    left out. `replies`: people can reply to a message; where they cannot, the words sent next are about the picture.
    `owed`: whatever is sent to us stands open on the screen until it is answered, so silence is no answer. `files`:
    files can be handed over; where they cannot, a link to one is said. `illustrated`: words can come with a picture (a
    chart, a contact sheet); where they cannot, nobody waits for one to be drawn. `turns`: a parcel may wait long for
    its turn, and says itself when it goes (`leaving`).
    """

    edits: bool = True
    buttons: bool = True
    quiet: bool = False
    repeatable: bool = False
    pushes: bool = True
    sells: bool = False
    local: bool = False
    alone: bool = False
    metered: bool = False
    replies: bool = True
    owed: bool = False
    files: bool = True
    turns: bool = False
    illustrated: bool = True


class PlatformMemory(Protocol):
    """What a chat platform must still know after a restart and in every process: push budgets, access tokens, uploads.

    Keys read `<platform>/<account>/<what>` (`<platform>//<what>` belongs to nobody), at most 200 characters; values at
    most 64 KiB of text. A note is gone when its `ttl` (seconds) is over. Every method is one transaction.
    """

    async def get(self, key: str, now: datetime) -> str | None: ...

    async def put(self, key: str, value: str, now: datetime, ttl: float) -> None: ...

    async def swap(self, key: str, old: str | None, new: str | None, now: datetime, ttl: float) -> bool:
        """Replace `old` by `new` if it still is `old`, else change nothing and return False. None means: no such note."""
        ...

    async def find(self, prefix: str, now: datetime) -> Mapping[str, str]:
        """Every note whose key begins like this."""
        ...

    async def forget(self, prefix: str) -> None:
        """Erase every note whose key begins like this: `wechat/oABC/` is everything about that account."""
        ...


Receive = Callable[[Incoming], Awaitable[None]]


class ChatPlatform(Protocol):
    """A chat service. Its sending half works in every process; `run` only where it is listened to."""

    @property
    def name(self) -> str: ...

    @property
    def traits(self) -> Traits: ...

    async def run(self, receive: Receive) -> None:
        """Listen until cancelled. `receive` returns when the message is safely stored: only then acknowledge it."""
        ...

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:
        """Say (or, with `edit`, change that earlier message into) an answer. Return the message id. Raises `DeliveryError`."""
        ...

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        """Hand over pictures; return only when the platform has confirmed them. Raises `DeliveryError`."""
        ...

    async def working(self, to: Address) -> None:
        """Show that we are busy ("sending a photo…"), where the platform can. Never raises."""
        ...

    async def remove(self, to: Address, message: str) -> None:
        """Delete one of our messages. Raises `DeliveryError`."""
        ...

    async def acknowledge(self, token: str, text: str = "") -> None:
        """Answer a button press. Never raises."""
        ...

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        """Load an attachment of at most `limit` bytes. Raises `BadReference` when it is larger or gone."""
        ...

    async def is_admin(self, chat: Chat, who: Identity) -> bool:
        """What the platform says now (at most 60 s old)."""
        ...
