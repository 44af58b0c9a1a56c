"""What anybody can ask for. One frozen value a command; codes are job ids, None means: not said."""

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
class ShowQuota:
    pass


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


@dataclass(frozen=True, slots=True)
class Language:
    """`word` is what was typed (`zh`, `English`, `中文`); None: show. `group`: for the whole group."""

    word: str | None = None
    group: bool = False


@dataclass(frozen=True, slots=True)
class TimeZone:
    """`name` is an IANA name; None: show. `group`: for the whole group."""

    name: str | None = None
    group: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    pass


@dataclass(frozen=True, slots=True)
class Link:
    """Without a code: make one. With: join the identity that made it."""

    code: str | None = None


@dataclass(frozen=True, slots=True)
class Unlink:
    pass


@dataclass(frozen=True, slots=True)
class MyData:
    pass


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Two steps: the first, without `confirmed`, says what will be erased and how to confirm."""

    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Privacy:
    pass


@dataclass(frozen=True, slots=True)
class Buy:
    pack: str | None = None


@dataclass(frozen=True, slots=True)
class PaySupport:
    pass


@dataclass(frozen=True, slots=True)
class Appeal:
    """A banned or refused person asks the operator to look again."""

    text: str


@dataclass(frozen=True, slots=True)
class Help:
    """`topic` is a command's name without slash, as typed."""

    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """`payload` is what a deep link carried."""

    payload: str = ""


MemberCommand = (
    Imagine
    | Edit
    | Polish
    | Batch
    | Again
    | Vary
    | ShowQuota
    | History
    | Get
    | Status
    | Cancel
    | ShowStyles
    | SetStyle
    | Language
    | TimeZone
    | Settings
    | Link
    | Unlink
    | MyData
    | ForgetMe
    | Privacy
    | Buy
    | PaySupport
    | Appeal
    | Help
    | Start
)
