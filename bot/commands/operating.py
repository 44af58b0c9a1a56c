"""Reads the arguments of an owner's commands."""

from __future__ import annotations

import re
import unicodedata

from bot.commands.arguments import OFF, read_code, read_days, read_switch, read_whom, split
from bot.commands.cleaning import clean, fold, visible
from bot.commands.operator import (
    Advise,
    Ban,
    Broadcast,
    Cost,
    DecideAppeal,
    Drain,
    Grant,
    OperatorCommand,
    RefundJob,
    RefundPayment,
    SetProviders,
    ShowAppeals,
    ShowPerson,
    ShowProviders,
    Unban,
)
from bot.commands.values import Names, nearest, number
from bot.errors import BadOption, BadPrompt

MOST_GRANT = 1_000_000
MOST_BROADCAST = 3_500

_UNITS = re.compile(r"[+-]?[0-9]{1,7}")
_FOREVER = frozenset({"forever", "永久"})


def grant(text: str, _names: Names) -> Grant:
    """`@ann 50 reason`, `@ann -50`, or as a reply `50 reason`."""
    words = text.split()
    whom = words.pop(0) if len(words) > 1 and _units(words[1]) is not None else ""
    units = _units(words[0]) if words else None
    if not units or abs(units) > MOST_GRANT:
        raise BadOption("grant.unreadable", value=text[:40], most=MOST_GRANT)
    return Grant(read_whom(whom), units, clean(" ".join(words[1:]))[:200])


def _units(word: str) -> int | None:
    plain = unicodedata.normalize("NFKC", word)
    return int(plain) if _UNITS.fullmatch(plain) else None


def refund(text: str, _names: Names) -> OperatorCommand:
    """A job by its code, or a payment by the platform's id."""
    code, _, reason = clean(text).partition(" ")
    if not code:
        raise BadOption("refund.which")
    job = number(code.lstrip("#"))
    reason = reason.strip()[:200]
    return RefundPayment(code[:200], reason) if job is None else RefundJob(job, reason)


def ban(text: str, _names: Names) -> Ban:
    """`@ann 7d reason`, `@ann forever reason`, `@ann`."""
    words = text.split()
    whom = read_whom(words[0] if words else "")
    rest = words[1:]
    days: int | None = None
    if rest and (fold(rest[0]) in _FOREVER or fold(rest[0])[:1].isdigit()):
        days = None if fold(rest[0]) in _FOREVER else read_days(rest[0], None, 3660)
        rest = rest[1:]
    return Ban(whom, days, clean(" ".join(rest))[:200])


def unban(text: str, _names: Names) -> Unban:
    return Unban(read_whom(text.strip()))


def person(text: str, _names: Names) -> ShowPerson:
    return ShowPerson(read_whom(text.strip()))


def cost(text: str, _names: Names) -> Cost:
    return Cost(read_days(text, Cost().days) or Cost().days)


def advise(text: str, _names: Names) -> Advise:
    return Advise(read_days(text, Advise().days) or Advise().days)


def broadcast(text: str, _names: Names) -> Broadcast:
    words = clean(text)
    if not visible(words):
        raise BadPrompt("broadcast.empty")
    if len(words) > MOST_BROADCAST:
        raise BadPrompt("words.too_long", length=len(words), most=MOST_BROADCAST)
    return Broadcast(words)


def providers(text: str, names: Names) -> OperatorCommand:
    words = tuple(dict.fromkeys(fold(word) for word in split(text)))
    for word in words:
        _known(word, names)
    return SetProviders(words) if words else ShowProviders()


def drain(text: str, names: Names) -> Drain:
    """`gemini`, `gemini off`."""
    words = split(text)
    if not words:
        raise BadOption("drain.which")
    name = _known(fold(words[0]), names)
    return Drain(name, on=len(words) < 2 or fold(words[1]) not in OFF)


def _known(word: str, names: Names) -> str:
    if names.providers and word not in names.providers:
        raise BadOption("option.provider", value=word[:40], hint=nearest(word, names.providers))
    return word


def appeals(text: str, _names: Names) -> OperatorCommand:
    """Nothing: the open ones. `12 yes`: lift it."""
    words = split(text)
    if not words:
        return ShowAppeals()
    appeal = read_code(words[0])
    if appeal is None or len(words) < 2:
        raise BadOption("appeals.unreadable", value=text[:40])
    return DecideAppeal(appeal, read_switch(words[1]))
