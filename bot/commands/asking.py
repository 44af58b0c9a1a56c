"""Reads the arguments of member commands."""

from __future__ import annotations

from bot.commands.arguments import OFF, ON, read_code, read_count, split
from bot.commands.cleaning import clean, fold, visible
from bot.commands.drawing import read_batch, read_prompt
from bot.commands.member import Appeal, Buy, ForgetMe, Help, Language, Link, Start, TimeZone
from bot.commands.picture import (
    Again,
    Batch,
    Cancel,
    Edit,
    Get,
    History,
    Imagine,
    PictureCommand,
    Polish,
    SetStyle,
    ShowStyles,
    Vary,
)
from bot.commands.values import Names, style_name
from bot.errors import BadOption, BadPrompt
from bot.model import ImageRequest
from bot.quota.zones import read_zone

MOST_HISTORY = 50
MOST_WORDS = 2_000

_GROUP = frozenset({"group", "群", "本群", "群组"})
_ORIGINAL = frozenset({"original", "file", "原图"})


def imagine(text: str, names: Names) -> Imagine:
    drawn = read_prompt(text, names)
    return Imagine(drawn.request, drawn.polish)


def edit(text: str, names: Names) -> Edit:
    if not visible(text):
        raise BadPrompt("edit.nothing")
    drawn = read_prompt(text, names)
    return Edit(drawn.request, drawn.polish)


def polish(text: str, names: Names) -> Polish:
    return Polish(read_prompt(text, names).request)


def batch(text: str, names: Names) -> Batch:
    if not visible(text):
        return Batch((), ImageRequest(prompt=""))
    return Batch(*read_batch(text, names))


def again(text: str, _names: Names) -> Again:
    return Again(read_code(text))


def vary(text: str, _names: Names) -> Vary:
    return Vary(read_code(text))


def history(text: str, _names: Names) -> History:
    return History(read_count(text, History().count, MOST_HISTORY))


def get(text: str, _names: Names) -> Get:
    words = split(text)
    original = bool(words) and fold(words[-1]) in _ORIGINAL
    code = read_code(" ".join(words[:-1] if original else words))
    if code is None:
        raise BadOption("get.which")
    return Get(code, original)


def cancel(text: str, _names: Names) -> Cancel:
    return Cancel(read_code(text))


def style(text: str, names: Names) -> PictureCommand:
    """A name sets the style for everything that follows; with a prompt after it, it is for that picture alone."""
    whole = fold(text)
    if not whole:
        return ShowStyles()
    if whole in OFF:
        return SetStyle(None)
    if names.styles is not None and whole in names.styles:
        return SetStyle(whole)
    first, _, rest = clean(text).partition(" ")
    name = style_name(first, names)
    return imagine(f"{rest} --style {name}", names) if visible(rest) else SetStyle(name)


def language(text: str, _names: Names) -> Language:
    group, word = _for_group(text)
    return Language(fold(word)[:40] or None, group)


def timezone(text: str, _names: Names) -> TimeZone:
    group, word = _for_group(text)
    return TimeZone(read_zone(word) if word else None, group)


def link(text: str, _names: Names) -> Link:
    code = "".join(split(fold(text))).replace("-", "").upper()
    if len(code) > 40 or not ((code.isascii() and code.isalnum()) or not code):
        raise BadOption("link.unreadable", value=text[:40])
    return Link(code or None)


def forget_me(text: str, _names: Names) -> ForgetMe:
    return ForgetMe(fold(text) in ON | {"confirm", "确认", "确定"})


def buy(text: str, _names: Names) -> Buy:
    return Buy(fold(text)[:40] or None)


def appeal(text: str, _names: Names) -> Appeal:
    words = clean(text)
    if not visible(words):
        raise BadPrompt("appeal.empty")
    if len(words) > MOST_WORDS:
        raise BadPrompt("words.too_long", length=len(words), most=MOST_WORDS)
    return Appeal(words)


def show_help(text: str, _names: Names) -> Help:
    return Help(fold(text).lstrip("/")[:40] or None)


def start(text: str, _names: Names) -> Start:
    return Start(text.strip()[:64])


def _for_group(text: str) -> tuple[bool, str]:
    first, _, rest = clean(text).partition(" ")
    return (True, rest.strip()) if fold(first) in _GROUP else (False, clean(text))
