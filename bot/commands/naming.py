"""Finds a command's name at the beginning of a text, with slash or without."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from bot.commands.entry import Audience, Entry, Glue, Section
from bot.commands.table import BY_NAME, CHINESE
from bot.errors import BadOption

_STOPS = ":：,，、。.!！?？;；"
_ENGLISH = re.compile(r"[/／]\s?([A-Za-z]{1,32})(?:_?([0-9]{1,18}))?(?:@([A-Za-z0-9_]{1,64}))?(?![A-Za-z0-9_/.])")
_CHINESE = re.compile(r"([/／、])\s?(?=[㐀-鿿])")
_BOT = re.compile(r"@([A-Za-z0-9_]{1,64})")
_WORD = re.compile(rf"[^\s@{_STOPS}]{{1,20}}")
_COUNTED = re.compile(
    r"[0-9０-９一两二三四五六七八九十几个只张幅条头位座朵棵辆艘间片颗群对双把件套组本我你他她它这那某“\"「]"
)
_TYPED = [name for name, entry in BY_NAME.items() if name.isascii() and entry.audience is not Audience.OWNER]


@dataclass(frozen=True, slots=True)
class Hit:
    """A command (None: one for another bot) and what stands behind its name. `slash`: surely meant as a command."""

    entry: Entry | None
    rest: str = ""
    slash: bool = True


@dataclass(frozen=True, slots=True)
class _Typed:
    """A name after a slash, what follows it, and the bot it names."""

    name: str
    rest: str
    to: str | None


def without_mention(text: str, bot: str | None) -> tuple[str, bool]:
    """The text without our own @name, and whether it was there."""
    if not bot:
        return text, False
    name = re.escape(bot.lstrip("@"))
    found, times = re.subn(rf"(?<!\S)[@＠]{name}(?![A-Za-z0-9_]|\.\w)", " ", text, flags=re.IGNORECASE)
    return (found.strip(), True) if times else (text, False)


def slashed(text: str, bot: str | None, *, ours: bool) -> Hit | None:
    """What a leading slash asks for. Raises `BadOption` for a command nobody has, where it was surely meant for us (`ours`)."""
    typed = _english(text) or _chinese(text)
    if typed is None:
        return None
    if typed.to and bot and typed.to.lower() != bot.lstrip("@").lower():
        return Hit(None)
    if typed.name in BY_NAME:
        return Hit(BY_NAME[typed.name], typed.rest.lstrip(_STOPS).lstrip())
    if ours or typed.to:
        near = difflib.get_close_matches(typed.name, _TYPED, n=1, cutoff=0.5)
        raise BadOption("command.unknown", name=f"/{typed.name}", hint=f"/{near[0] if near else 'help'}")
    return Hit(None)


def _english(text: str) -> _Typed | None:
    match = _ENGLISH.match(text)
    if match is None:
        return None
    name, digits, to = match.groups()
    return _Typed(name.lower(), f"{digits or ''} {text[match.end() :]}".strip(), to)


def _chinese(text: str) -> _Typed | None:
    """`、` is the slash key of Chinese keyboards, and a comma: with it only a name of ours makes a command."""
    match = _CHINESE.match(text)
    if match is None:
        return None
    words = text[match.end() :]
    name = next((known for known in CHINESE if words.startswith(known)), None)
    if name is None:
        word = _WORD.match(words)
        return None if match[1] == "、" or word is None else _Typed(word.group(), "", None)
    rest = words[len(name) :]
    to = _BOT.match(rest)
    return _Typed(name, rest[to.end() if to else 0 :].strip(), to and to[1])


def spoken(text: str, *, addressed: bool) -> Hit | None:
    """A Chinese name without slash."""
    for name in CHINESE:
        if text.startswith(name):
            entry, rest = BY_NAME[name], text[len(name) :]
            if _follows(entry, rest, addressed=addressed):
                return Hit(entry, rest.strip().lstrip(_STOPS).strip(), slash=False)
    return None


def _follows(entry: Entry, rest: str, *, addressed: bool) -> bool:
    """Whether what follows a Chinese name makes it a command."""
    if not addressed and not entry.spoken:
        return False
    if not rest.strip(_STOPS + " \n\t\u3000"):
        return addressed or entry.section is not Section.DRAW
    if entry.glue is Glue.ALONE:
        return False
    if entry.glue is Glue.COMMAND:
        return rest.strip(_STOPS + "/／ \n\t\u3000").lower() in BY_NAME
    return rest[0].isspace() or rest[0] in _STOPS or _glued(entry.glue, rest, addressed=addressed)


def _glued(glue: Glue, rest: str, *, addressed: bool) -> bool:
    match glue:
        case Glue.DIGITS:
            return rest.lstrip("#＃")[:1].isdigit()
        case Glue.COUNTED:
            return addressed and _COUNTED.match(rest) is not None
        case Glue.ANYTHING:
            return addressed
        case Glue.NOTHING | Glue.ALONE | Glue.COMMAND:
            return False
