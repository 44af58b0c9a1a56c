"""What only an owner of the service can ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commands.group import GroupCommand, Whom


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A group command for another chat (`telegram:-100`)."""

    chat: str
    command: GroupCommand


@dataclass(frozen=True, slots=True)
class Grant:
    """Units into somebody's pack; negative takes them away."""

    whom: Whom
    units: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundJob:
    job: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundPayment:
    """`charge` is the platform's id of the payment."""

    charge: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ban:
    """From the whole service, for `days` or (None) until unbanned."""

    whom: Whom
    days: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unban:
    whom: Whom


@dataclass(frozen=True, slots=True)
class ShowPerson:
    whom: Whom


@dataclass(frozen=True, slots=True)
class Cost:
    days: int = 30


@dataclass(frozen=True, slots=True)
class Advise:
    days: int = 30


@dataclass(frozen=True, slots=True)
class Panel:
    """A link to the dashboard and the state of the service in a few lines."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    text: str


@dataclass(frozen=True, slots=True)
class ShowProviders:
    pass


@dataclass(frozen=True, slots=True)
class SetProviders:
    """The order of preference."""

    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drain:
    """Give a provider no new work (`on`), or work again."""

    provider: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class ShowAppeals:
    pass


@dataclass(frozen=True, slots=True)
class DecideAppeal:
    appeal: int
    granted: bool


OperatorCommand = (
    Elsewhere
    | Grant
    | RefundJob
    | RefundPayment
    | Ban
    | Unban
    | ShowPerson
    | Cost
    | Advise
    | Panel
    | Broadcast
    | ShowProviders
    | SetProviders
    | Drain
    | ShowAppeals
    | DecideAppeal
)
