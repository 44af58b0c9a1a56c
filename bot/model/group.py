"""What a group's admins decided about the bot in their group."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model.people import Identity


class Mode(StrEnum):
    """What the bot answers in a group. MENTIONS: commands, @mentions and replies to it; ALL: every message is a prompt."""

    COMMANDS = "commands"
    MENTIONS = "mentions"
    ALL = "all"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSettings:
    """What a group's admins decided. None: the operator's default holds.

    `quiet` are minutes after midnight in the group's zone, from and to (may pass midnight). `models` allowed; empty: all.
    """

    mode: Mode = Mode.MENTIONS
    paused: bool = False
    quiet: tuple[int, int] | None = None
    timezone: str | None = None
    language: str | None = None
    strict: bool = False
    models: tuple[str, ...] = ()
    offers: bool = False
    claimed_by: tuple[Identity, ...] = ()
