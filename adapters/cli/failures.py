"""Why nobody drew it, in a line that an operator can act on. What a service said itself stands in the log."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import (
    BananabotError,
    ContentRefused,
    Exhausted,
    KeyRejected,
    ModelRetired,
    NobodyLeft,
    NoPicture,
    NotStarted,
    OutcomeUnknown,
    ProviderError,
    RequestInvalid,
)


@dataclass(eq=False)
class NotDrawn(BananabotError):
    why: str

    def __str__(self) -> str:
        return self.why


def not_drawn(error: ProviderError, log: str) -> NotDrawn:
    """`log` is where more is written."""
    return NotDrawn(f"not drawn: {reason(error)} (more in {log})")


def reason(error: ProviderError) -> str:
    """Why, and what to do about it."""
    return _why(error.last if isinstance(error, NobodyLeft) and error.last is not None else error)


def some_missing(drawn: int, asked: int, log: str) -> NotDrawn:
    """Fewer came than were asked for, and nobody need count files to find out."""
    return NotDrawn(f"{drawn} of {asked} pictures came out; the others were refused or lost (more in {log})")


def _why(error: ProviderError) -> str:
    who = error.provider or "a provider"
    variable = f"BANANABOT_{who.upper()}"
    match error:
        case KeyRejected():
            return f"{who} does not take the key; check {variable}_KEYS with: bananabot providers --probe"
        case Exhausted():
            return f"{who}: the balance or allowance of the key is used up; top up, or add another key or provider"
        case ModelRetired():
            return f"{who} does not have the model any more; set {variable}_MODEL"
        case RequestInvalid():
            return f"{who} does not take this request{f' ({error.parameter})' if error.parameter else ''}"
        case NotStarted():
            return f"{who} is busy or out of reach; try again later, or look at: bananabot providers --probe"
        case OutcomeUnknown():
            return f"the answer of {who} was lost, and may have been paid; try again"
        case ContentRefused():
            return f"{who} refuses to draw this; say it differently"
        case NoPicture():
            return f"{who} answered without a picture; try again, or say it differently"
        case _:
            return f"{who} answered something unexpected"
