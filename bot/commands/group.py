"""What a group's admins can ask for, in the group (an owner anywhere, with `--chat`)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Limit, Mode, ScopeKind


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody as named in a command: `@ann`, `12345`, `telegram:12345`; empty: whoever is mentioned or replied to."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class ShowLimits:
    pass


@dataclass(frozen=True, slots=True)
class SetLimit:
    """`scope` GROUP is everyone together, MEMBER one or (without `whom`) every member; the others are an owner's.

    `limits` None takes the rule away, so that the next wider one holds again; empty means no limit at all.
    """

    scope: ScopeKind
    limits: tuple[Limit, ...] | None
    whom: Whom | None = None


@dataclass(frozen=True, slots=True)
class Block:
    whom: Whom


@dataclass(frozen=True, slots=True)
class Unblock:
    whom: Whom


@dataclass(frozen=True, slots=True)
class ShowGroup:
    """What a bare `/mode`, `/quiet`, `/models`, `/safe` or `/offers` asks for: how the group is set."""


@dataclass(frozen=True, slots=True)
class SetMode:
    mode: Mode


@dataclass(frozen=True, slots=True)
class SetQuiet:
    """Minutes after midnight, from and to (may pass midnight); None: no quiet hours."""

    hours: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class SetModels:
    """The models this group may use; empty: all."""

    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetSafe:
    strict: bool


@dataclass(frozen=True, slots=True)
class SetOffers:
    """Whether the group wants to be offered pictures that are almost what was asked for."""

    on: bool


@dataclass(frozen=True, slots=True)
class Pause:
    pass


@dataclass(frozen=True, slots=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True)
class Report:
    days: int = 7


@dataclass(frozen=True, slots=True)
class Audit:
    count: int = 20


@dataclass(frozen=True, slots=True)
class Claim:
    """With a code: become the admin of this group where the platform cannot say who is. Without: an owner makes one."""

    code: str | None = None


GroupCommand = (
    ShowLimits
    | SetLimit
    | Block
    | Unblock
    | ShowGroup
    | SetMode
    | SetQuiet
    | SetModels
    | SetSafe
    | SetOffers
    | Pause
    | Resume
    | Report
    | Audit
    | Claim
)
