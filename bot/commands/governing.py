"""Reads the arguments of group commands."""

from __future__ import annotations

import difflib

from bot.commands.arguments import OFF, is_whom, read_count, read_days, read_hours, read_switch, read_whom, split
from bot.commands.cleaning import fold
from bot.commands.group import (
    Audit,
    Block,
    Claim,
    GroupCommand,
    Report,
    SetLimit,
    SetMode,
    SetModels,
    SetOffers,
    SetQuiet,
    SetSafe,
    ShowGroup,
    ShowLimits,
    Unblock,
    Whom,
)
from bot.commands.values import Names, model_name
from bot.errors import BadOption
from bot.model import Limit, Mode, ScopeKind
from bot.quota.limits import parse_budget, parse_limits

_SCOPES = {
    "group": ScopeKind.GROUP,
    "群": ScopeKind.GROUP,
    "本群": ScopeKind.GROUP,
    "全群": ScopeKind.GROUP,
    "member": ScopeKind.MEMBER,
    "members": ScopeKind.MEMBER,
    "每人": ScopeKind.MEMBER,
    "成员": ScopeKind.MEMBER,
    "person": ScopeKind.PERSON,
    "个人": ScopeKind.PERSON,
    "service": ScopeKind.SERVICE,
    "全部": ScopeKind.SERVICE,
    "budget": ScopeKind.BUDGET,
    "预算": ScopeKind.BUDGET,
}
_DEFAULT = frozenset({"default", "reset", "默认", "恢复"})
_MODES = {
    "commands": Mode.COMMANDS,
    "command": Mode.COMMANDS,
    "命令": Mode.COMMANDS,
    "mentions": Mode.MENTIONS,
    "mention": Mode.MENTIONS,
    "提及": Mode.MENTIONS,
    "艾特": Mode.MENTIONS,
    "all": Mode.ALL,
    "全部": Mode.ALL,
    "所有": Mode.ALL,
    "off": Mode.OFF,
    "关闭": Mode.OFF,
    "关": Mode.OFF,
}
_SAFE = {"strict": True, "严格": True, "normal": False, "普通": False, "正常": False}
_ALL = frozenset({"all", "全部", "所有"})

MOST_AUDIT = 100


def limit(text: str, _names: Names) -> GroupCommand:
    words = split(text)
    if not words:
        return ShowLimits()
    scope = _SCOPES.get(fold(words[0]))
    rest = words if scope is None else words[1:]
    if scope in {None, ScopeKind.MEMBER, ScopeKind.PERSON} and rest and is_whom(rest[0]):
        return SetLimit(scope or ScopeKind.MEMBER, _limits(rest[1:], ScopeKind.MEMBER), read_whom(rest[0]))
    if scope is None and not _starts_limit(rest[0]):
        near = difflib.get_close_matches(fold(words[0]), _SCOPES, n=1, cutoff=0.6)
        raise BadOption("limit.scope", value=words[0][:40], hint=near[0] if near else "group")
    whom = Whom() if scope in {None, ScopeKind.PERSON} else None
    scope = scope or ScopeKind.MEMBER
    return SetLimit(scope, _limits(rest, scope), whom)


def _starts_limit(word: str) -> bool:
    plain = fold(word)
    return plain[:1].isdigit() or plain in OFF | _DEFAULT


def _limits(words: list[str], scope: ScopeKind) -> tuple[Limit, ...] | None:
    if not words:
        raise BadOption("limit.missing")
    text = " ".join(words)
    if fold(text) in _DEFAULT:
        return None
    return parse_budget(text) if scope is ScopeKind.BUDGET else parse_limits(text)


def block(text: str, _names: Names) -> Block:
    return Block(read_whom(text.strip()))


def unblock(text: str, _names: Names) -> Unblock:
    return Unblock(read_whom(text.strip()))


def mode(text: str, _names: Names) -> GroupCommand:
    plain = fold(text)
    if not plain:
        return ShowGroup()
    if plain not in _MODES:
        raise BadOption("mode.unknown", value=text[:40], hint=_near(plain, list(_MODES), "mentions"))
    return SetMode(_MODES[plain])


def quiet(text: str, _names: Names) -> GroupCommand:
    plain = fold(text)
    if not plain:
        return ShowGroup()
    return SetQuiet(None if plain in OFF else read_hours(text))


def models(text: str, names: Names) -> GroupCommand:
    words = split(text)
    if not words:
        return ShowGroup()
    if len(words) == 1 and fold(words[0]) in _ALL:
        return SetModels(())
    return SetModels(tuple(dict.fromkeys(model_name(word, names) for word in words)))


def safe(text: str, _names: Names) -> GroupCommand:
    plain = fold(text)
    if not plain:
        return ShowGroup()
    if plain not in _SAFE:
        raise BadOption("safe.unknown", value=text[:40])
    return SetSafe(_SAFE[plain])


def offers(text: str, _names: Names) -> GroupCommand:
    return SetOffers(read_switch(text)) if text.strip() else ShowGroup()


def report(text: str, _names: Names) -> Report:
    return Report(read_days(text, Report().days) or Report().days)


def audit(text: str, _names: Names) -> Audit:
    return Audit(read_count(text, Audit().count, MOST_AUDIT))


def claim(text: str, _names: Names) -> Claim:
    return Claim(fold(text).replace("-", "").replace(" ", "").upper()[:40] or None)


def _near(word: str, known: list[str], default: str) -> str:
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return found[0] if found else default
