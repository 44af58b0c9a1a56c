"""What anybody can ask for about pictures: draw, look, stop. One frozen value a command; codes are job ids, None: not said."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import ImageRequest


@dataclass(frozen=True, slots=True)
class Imagine:
    """Draw. With `polish` the prompt is rewritten and shown before anything is spent."""

    request: ImageRequest
    polish: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """Draw with the pictures sent along, or replied to, as references."""

    request: ImageRequest
    polish: bool = False


@dataclass(frozen=True, slots=True)
class Polish:
    """Rewrite the prompt and offer to draw it."""

    request: ImageRequest


@dataclass(frozen=True, slots=True)
class Batch:
    """Many prompts as one job; empty when they are in a text file sent along. `common` carries the options of all."""

    requests: tuple[ImageRequest, ...]
    common: ImageRequest


@dataclass(frozen=True, slots=True)
class Again:
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Vary:
    code: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    count: int = 10


@dataclass(frozen=True, slots=True)
class Get:
    code: int
    original: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    pass


@dataclass(frozen=True, slots=True)
class Cancel:
    code: int | None = None


@dataclass(frozen=True, slots=True)
class ShowStyles:
    pass


@dataclass(frozen=True, slots=True)
class SetStyle:
    """The style of everything this person asks for from now on; None: no style."""

    name: str | None


PictureCommand = (
    Imagine | Edit | Polish | Batch | Again | Vary | History | Get | Status | Cancel | ShowStyles | SetStyle
)
