"""A platform did not take an answer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors.root import BananabotError


@dataclass(eq=False)
class DeliveryError(BananabotError):
    detail: str = ""

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.detail}"


@dataclass(eq=False)
class SlowDown(DeliveryError):
    """The platform's flood limit. Nothing was sent."""

    retry_after: float = 1.0


@dataclass(eq=False)
class PictureUnsuitable(DeliveryError):
    """The platform does not take these bytes as a photo."""


@dataclass(eq=False)
class Unreachable(DeliveryError):
    """Blocked, kicked, or the chat is gone."""


@dataclass(eq=False)
class WindowShut(DeliveryError):
    """The platform allows no push to this person now (48-hour window, push budget, account type)."""


@dataclass(eq=False)
class MessageGone(DeliveryError):
    """The message to edit or answer does not exist any more."""


@dataclass(eq=False)
class ChatMoved(DeliveryError):
    """The chat lives under another id now."""

    chat: str = ""


@dataclass(eq=False)
class DeliveryDoubtful(DeliveryError):
    """The request was sent and no answer came: it may have arrived."""
