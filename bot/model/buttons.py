"""Buttons under an answer, and somebody pressing one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a button under an answer does. The value is what is signed and sent: keep it short, never change one."""

    AGAIN = "a"
    VARY = "v"
    EDIT = "e"
    ORIGINAL = "o"
    DELETE = "d"
    CANCEL = "c"
    RETRY = "r"
    GET = "g"
    TAKE = "t"
    FRESH = "n"
    BUY = "b"
    CONFIRM = "y"
    DISMISS = "x"
    DRAW = "w"


@dataclass(frozen=True, slots=True)
class Button:
    """`subject` is the database id the action is about (a picture, a job, an offer): valid for ever, on any machine.

    `label` stands on it, in the reader's language.
    """

    action: Action
    subject: int
    label: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button somebody pressed; the platform has already checked its signature. `token` answers the press itself."""

    action: Action
    subject: int
    message: str
    token: str = ""
