"""Help, made from the table: what this sender can use here, one line a command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.commands.entry import Audience, Entry, Place, Section
from bot.commands.table import BY_NAME, COMMANDS
from bot.errors import BadOption, Field

_WITH_OPTIONS = frozenset({"imagine", "edit", "polish", "batch"})


class Say(Protocol):
    """Words in the reader's language."""

    def __call__(self, key: str, /, **fields: Field) -> str: ...


def available(audience: Audience, *, private: bool, sells: bool) -> tuple[Entry, ...]:
    """The commands a sender can use in this chat, in the order of the help. Owners use group commands anywhere."""
    return tuple(
        entry
        for entry in COMMANDS
        if entry.audience <= audience
        and (sells or not entry.sells)
        and (entry.place is Place.ANYWHERE or audience is Audience.OWNER or (entry.place is Place.PRIVATE) == private)
    )


def help_text(say: Say, audience: Audience, *, private: bool, sells: bool) -> str:
    """Examples first, then part by part: the main commands with a line each, the others by name."""
    entries = available(audience, private=private, sells=sells)
    parts = [say("help.intro_private" if private else "help.intro_group")]
    for section in Section:
        here = [entry for entry in entries if entry.section is section]
        if here:
            parts.append("\n".join([say(f"section.{section}"), *_lines(say, here, private=private)]))
    return "\n\n".join([*parts, say("help.more")])


def topic_text(say: Say, topic: str) -> str:
    """What one command does, its other names and, where it takes them, the options. Raises `BadOption`."""
    entry = BY_NAME.get(topic)
    if entry is None:
        raise BadOption("help.unknown", name=topic)
    parts = [_line(say, entry, private=True), say("help.names", names=" ".join(_shown(name) for name in entry.names))]
    if entry.name in _WITH_OPTIONS:
        parts.append(say("help.options"))
    return "\n\n".join(parts)


def menu(say: Say, audience: Audience, *, private: bool, sells: bool) -> tuple[tuple[str, str], ...]:
    """Command and description for a platform's own command menu."""
    return tuple((entry.name, say(entry.help)) for entry in available(audience, private=private, sells=sells))


def completions(audience: Audience) -> tuple[str, ...]:
    """Everything that can be completed on a terminal: commands with slash, Chinese names without."""
    return tuple(_shown(name) for entry in COMMANDS if entry.audience <= audience for name in entry.names)


def _lines(say: Say, entries: Sequence[Entry], *, private: bool) -> list[str]:
    lines = [_line(say, entry, private=private) for entry in entries if entry.main]
    others = " ".join(_usage(say, entry, private=private).split()[0] for entry in entries if not entry.main)
    return [*lines, say("help.also", names=others)] if others else lines


def _line(say: Say, entry: Entry, *, private: bool) -> str:
    return f"{_usage(say, entry, private=private)} — {say(entry.help)}"


def _usage(say: Say, entry: Entry, *, private: bool) -> str:
    """As it is typed here: in a group a Chinese name that nobody would overhear needs its slash."""
    usage = say(entry.usage)
    overheard = entry.spoken or (private and entry.place is not Place.GROUP)
    return usage if overheard or usage.startswith("/") else f"/{usage}"


def _shown(name: str) -> str:
    return f"/{name}" if name.isascii() else name
