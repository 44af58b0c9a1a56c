"""What is known about a command beside its words: who may use it, where, and how it is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum

from bot.commands.group import GroupCommand
from bot.commands.member import MemberCommand
from bot.commands.operator import OperatorCommand
from bot.commands.picture import PictureCommand
from bot.commands.values import Names

Command = PictureCommand | MemberCommand | GroupCommand | OperatorCommand


class Audience(IntEnum):
    """Who may use a command; each may do what those before may."""

    MEMBER = 0
    ADMIN = 1
    OWNER = 2


class Place(StrEnum):
    ANYWHERE = "anywhere"
    PRIVATE = "private"
    GROUP = "group"


class Section(StrEnum):
    """The parts of the help, in this order; titles under `section.<value>`."""

    DRAW = "draw"
    PICTURES = "pictures"
    ACCOUNT = "account"
    GROUP = "group"
    OWNER = "owner"


class Glue(Enum):
    """What may follow a Chinese name, written without slash, directly. Everything may follow after a blank or a stop.

    COUNTED: only words that begin like a thing being counted or pointed at, so that 画一只猫 is "draw a cat" while 画家
    (a painter) stays a prompt. ALONE: nothing at all, not even after a blank. COMMAND: after a blank, but only a command's
    name (帮助 画, while 帮助 老人过马路 stays a prompt).
    """

    ALONE = "alone"
    COMMAND = "command"
    NOTHING = "nothing"
    DIGITS = "digits"
    COUNTED = "counted"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its name, the other names it goes by (with blanks between), and how its arguments are read.

    Names in Latin letters need the slash, Chinese ones do not.

    `spoken`: a Chinese name counts in a group although nobody addressed the bot;
    never so for what members say every day, like 取消.
    `sells`: only where the platform has payments. `main`: worth a line of its own in the help.
    """

    name: str
    others: str
    read: Callable[[str, Names], Command]
    section: Section = field(kw_only=True)
    audience: Audience = Audience.MEMBER
    place: Place = Place.ANYWHERE
    glue: Glue = Glue.NOTHING
    spoken: bool = False
    sells: bool = False
    main: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.others.split())

    @property
    def usage(self) -> str:
        return f"usage.{self.name}"

    @property
    def help(self) -> str:
        return f"help.{self.name}"
