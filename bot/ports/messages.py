"""What a platform is handed to say or to show, and the proof that it arrived."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.model import Button, Identity, Picture, StoredPicture


@dataclass(frozen=True, slots=True)
class Document:
    """A file for the person (an export, a ZIP, an original)."""

    name: str
    data: bytes = field(repr=False)
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Pending:
    """Pictures of `job` will follow, expected in `seconds` (None: no past to judge by)."""

    job: int
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Words for a chat, already in the reader's language, plain text without markup (a platform escapes what it must).

    `quiet_to` asks for a message only that identity sees, where the platform can. `aloud`: nobody else may see it; where it cannot
    be shown to one alone, these words are said instead, without buttons. `picture` is a picture that is part
    of the words (a chart, a contact sheet), not a drawn job. An empty text without picture and document says nothing.
    `pending` marks words on the way to a picture ("queued", "drawing", "later"): a platform that counts its pushes spends
    none on them, and one that may answer only once holds them back while the picture can still be that answer.
    `afresh`: what was said before is forgotten, so a platform that keeps the chat itself (our own page) clears it first.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: Picture | None = None
    document: Document | None = None
    quiet_to: Identity | None = None
    aloud: str | None = None
    pending: Pending | None = None
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture of a parcel: its bytes, or the platform's own handle from an earlier delivery (`file`), or both."""

    stored: StoredPicture
    picture: Picture
    file: str | None = None


async def _not_noted() -> None:
    """Default of `Parcel.leaving`: nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Finished pictures for a chat. `caption` is plain text, of any length: the platform fits it to its own limit.

    `original` asks for the unchanged bytes (a document). The waiting message in the address may be replaced by the
    parcel or removed; a parcel never counts as delivered before its pictures are. `leaving` must be awaited, where the
    platform has its `turns`, right before something is sent that cannot be sent again without showing it twice.
    """

    job: int
    sheets: tuple[Sheet, ...]
    caption: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    original: bool = False
    leaving: Callable[[], Awaitable[None]] = field(default=_not_noted, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of delivery: the platform's message ids, and its re-usable file handles by picture id.

    `below`: the message with the words and buttons of all of them, where the pictures could not carry those themselves.
    `left`: the waiting message still stands in the chat; it is to go once the delivery is stored, however long that takes.
    """

    messages: tuple[str, ...]
    files: Mapping[int, str] = field(default_factory=dict[int, str])
    below: str | None = None
    left: str | None = None
