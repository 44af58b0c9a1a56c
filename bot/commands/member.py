"""What anybody can ask for about themselves and the bot. One frozen value a command; None means: not said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShowQuota:
    pass


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
    ShowQuota
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
