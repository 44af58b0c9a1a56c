"""What an answer of the server means for a message: the error texts are the Bot API's own."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.chat.telegram.api import Refused
from bot.errors import ChatMoved, DeliveryDoubtful, DeliveryError, MessageGone, PictureUnsuitable, SlowDown, Unreachable

UNCHANGED = "message is not modified"

_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message_id_invalid",
    "message to be replied not found",
    "there is no text in the message",
    "there is no caption in the message",
)
_STALE = (
    "wrong file identifier",
    "wrong remote file",
    "wrong file_id",
    "invalid file_id",
    "file_id_invalid",
    "file reference",
    "file_reference_",
    "can't use file of type",
)
_UNSUITABLE = (
    "photo_",
    "image_process_failed",
    "is too big",
    "too large",
    "wrong type of the web page content",
    "failed to get http url content",
    "wrong padding",
)
_SHUT = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "group is deactivated",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "peer_id_invalid",
    "bot was kicked",
)


_RESTRICTED = 300.0  # seconds: Telegram holds this bot back, and says not for how long


@dataclass(eq=False)
class StaleFile(PictureUnsuitable):
    """A remembered file handle is not valid (any more): the bytes must be sent."""


@dataclass(eq=False)
class NoThread(DeliveryError):
    """The topic is gone: say it in the chat itself."""


@dataclass(eq=False)
class TopicClosed(Unreachable):
    """Nobody but admins may write in this topic any more; the chat itself may still be open."""


@dataclass(eq=False)
class OutOfReach(SlowDown):
    """No connection to the server: nothing was sent."""


_TEXTS: tuple[tuple[tuple[str, ...], type[DeliveryError]], ...] = (
    (("message thread not found",), NoThread),
    (("topic_closed",), TopicClosed),
    (_GONE, MessageGone),
    (_STALE, StaleFile),
    (_SHUT, Unreachable),
    (_UNSUITABLE, PictureUnsuitable),
)


def unnamed(error: DeliveryError) -> bool:
    """Refused in words that are not in our tables: nothing was sent, and nothing is known about the chat."""
    return type(error) is DeliveryError


def meaning(refused: Refused) -> DeliveryError:
    """The class of a refusal; an unknown one stays a bare `DeliveryError`."""
    detail = str(refused)
    if refused.retry_after is not None or refused.code == 429:
        return SlowDown(detail, retry_after=refused.retry_after or 1.0)
    if refused.says("peer_flood"):
        return SlowDown(detail, retry_after=_RESTRICTED)
    if refused.moved_to is not None:
        return ChatMoved(detail, chat=str(refused.moved_to))
    if refused.code >= 500:
        return DeliveryDoubtful(detail)
    if refused.code == 403:
        return Unreachable(detail)
    if refused.code == 413:
        return PictureUnsuitable(detail)
    for parts, error in _TEXTS:
        if any(refused.says(part) for part in parts):
            return error(detail)
    return DeliveryError(detail)
