"""The door: one message's text becomes a command, or None when it is none of our business.

With slash: `/name`, `/name@bot`, `/画…`, in any width. Without: a Chinese name at the very beginning, followed by its end, a
blank, a stop, or directly by what its `Glue` allows; in a group where nobody addressed the bot only the names that are
`spoken`, and only with a blank or a stop after them. Everything else said to the bot is a prompt.
"""

from __future__ import annotations

import re

from bot.commands.asking import imagine
from bot.commands.cleaning import clean, visible
from bot.commands.entry import Command, Entry, Section
from bot.commands.group import GroupCommand
from bot.commands.member import Help
from bot.commands.naming import Hit, slashed, spoken, without_mention
from bot.commands.operator import Elsewhere
from bot.commands.values import Names
from bot.errors import BadOption, Rejection

_ANYTHING = Names()
_NO_SUCH_WORD = frozenset({"limit.scope", "mode.unknown"})
_CHAT = re.compile(r"(?:^|\s)(?:--|——|—)chat[ =:：]+([a-z]{2,20})[:：](\S{1,128})")


def parse(
    text: str, *, private: bool, bot: str | None = None, addressed: bool = True, names: Names = _ANYTHING
) -> Command | None:
    """Read any text. `bot` is our own name on the platform, `names` what styles, models and providers there are.

    `addressed`: the bot was meant (mention, reply to it, or the group lets every message be a prompt).
    None: nothing for us. Raises `Rejection`, and never anything else, for what was meant for us but cannot be read.
    """
    words, mentioned = without_mention(clean(text), bot)
    if not visible(words):
        return Help() if mentioned and not private else None
    hit = slashed(words, bot, ours=private or mentioned) or spoken(words, addressed=private or addressed)
    if hit is not None and hit.entry is None:
        return None
    command = (
        _read(hit, hit.entry, names, overheard=not (private or addressed))
        if hit is not None and hit.entry is not None
        else None
    )
    if command is None and (private or addressed):
        return imagine(words, names)
    return command


def is_command(text: str, *, bot: str | None = None) -> bool:
    """Whether a text in a group is a command for us although nobody mentioned us: what a platform calls `addressed`."""
    try:
        return parse(text, private=False, bot=bot, addressed=False) is not None
    except Rejection:
        return True


def _read(hit: Hit, entry: Entry, names: Names, *, overheard: bool) -> Command | None:
    """The command; None when an everyday word without slash turns out to begin a sentence (历史 上的今天，报告 明天交)."""
    chat, rest = _elsewhere(hit.rest) if entry.section is Section.GROUP else ("", hit.rest)
    try:
        command = entry.read(rest, names)
    except BadOption as rejection:
        talk = entry.section is Section.PICTURES or (overheard and entry.section is Section.GROUP)
        if not hit.slash and talk and (rejection.key.startswith("argument.") or rejection.key in _NO_SUCH_WORD):
            return None
        raise
    return Elsewhere(chat, command) if chat and isinstance(command, GroupCommand) else command


def _elsewhere(text: str) -> tuple[str, str]:
    """`--chat telegram:-100` in a group command: for that chat (whether the sender may is decided later)."""
    match = _CHAT.search(text)
    if match is None:
        return "", text
    return f"{match[1]}:{match[2]}", f"{text[: match.start()]} {text[match.end() :]}".strip()
