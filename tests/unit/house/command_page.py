"""Writes `docs/commands.md` from the list of commands: `python -m tests.unit.house.command_page > docs/commands.md`."""

from __future__ import annotations

import sys
from functools import partial

from bot.commands.entry import Audience, Entry, Section
from bot.commands.table import COMMANDS
from bot.texts import Texts

_HEAD = """\
# Commands

The same words work in every chat. A command is `/name`; its Chinese names work with or without the slash. In a private chat
plain text is a wish; in a group the bot answers commands, mentions and replies to its own messages.
"""
_WHO = {Audience.MEMBER: "", Audience.ADMIN: " (group admins)", Audience.OWNER: " (operators)"}
_OPTIONS = "## Options\n"


def page() -> str:
    say = partial(Texts.load().say, "en")
    parts = [_HEAD]
    for section in Section:
        entries = [entry for entry in COMMANDS if entry.section is section]
        rows = [f"| `{_typed(say(entry.usage))}` | {_others(entry)} | {say(entry.help)} |" for entry in entries]
        title = say(f"section.{section}").strip(" :*—").capitalize() + _WHO[entries[0].audience]
        parts.append("\n".join([f"## {title}", "", "| Type | Or | It does |", "|---|---|---|", *rows, ""]))
    parts.append(f"{_OPTIONS}\n```\n{say('help.options').strip()}\n```\n")
    return "\n".join(parts)


def _typed(usage: str) -> str:
    return usage.replace("|", "\\|")


def _others(entry: Entry) -> str:
    return " ".join(f"`/{name}`" if name.isascii() else f"`{name}`" for name in entry.names[1:])


if __name__ == "__main__":
    sys.stdout.write(page())
