"""Limits as people write them: `10/day,200/month`, `off`, `5usd/day`; and back into the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from bot.errors import BadOption
from bot.model import Limit, WindowKind

MOST_UNITS = 1_000_000_000
MOST_DOLLARS = 1_000_000_000

OFF = frozenset({"", "off", "none", "unlimited", "不限", "无", "关", "关闭"})

_WINDOWS = {
    "minute": WindowKind.MINUTE,
    "min": WindowKind.MINUTE,
    "m": WindowKind.MINUTE,
    "分钟": WindowKind.MINUTE,
    "分": WindowKind.MINUTE,
    "day": WindowKind.DAY,
    "d": WindowKind.DAY,
    "天": WindowKind.DAY,
    "日": WindowKind.DAY,
    "month": WindowKind.MONTH,
    "mo": WindowKind.MONTH,
    "月": WindowKind.MONTH,
}
_SEPARATOR = re.compile(r"\s*[,;、]\s*|\s+")
_UNITS = re.compile(r"([0-9]{1,12})(?:张|次)?/每?([a-z一-鿿]+)")
_MONEY = re.compile(r"\$?([0-9]{1,10}(?:\.[0-9]{1,6})?)(?:usd|\$)?/每?([a-z一-鿿]+)")


def parse_limits(text: str) -> tuple[Limit, ...]:
    """Units per window, shortest window first; `off` and nothing at all give `()`. Raises `BadOption`."""
    return _parse(text, money=False)


def parse_budget(text: str) -> tuple[Limit, ...]:
    """Money per window (`5usd/day,100usd/month`); amounts are micro-USD. Raises `BadOption`."""
    return _parse(text, money=True)


def format_limits(limits: Iterable[Limit]) -> str:
    """`10/day,200/month`, readable by `parse_limits`."""
    return ",".join(f"{limit.amount}/{limit.window}" for limit in limits) or "off"


def format_budget(limits: Iterable[Limit]) -> str:
    """`5usd/day`, readable by `parse_budget`."""
    return ",".join(f"{format_dollars(limit.amount)}usd/{limit.window}" for limit in limits) or "off"


def format_dollars(micros: int) -> str:
    """Micro-USD as exact dollars without needless zeros: 5, 0.5, 0.0387."""
    text = f"{Decimal(micros).scaleb(-6):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _parse(text: str, *, money: bool) -> tuple[Limit, ...]:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in OFF:
        return ()
    found: dict[WindowKind, Limit] = {}
    for part in _SEPARATOR.split(re.sub(r"\s*/\s*", "/", plain)):
        limit = _limit(part, money=money)
        if limit.window in found:
            raise BadOption("limit.twice", window=limit.window.value)
        found[limit.window] = limit
    return tuple(found[kind] for kind in WindowKind if kind in found)


def _limit(part: str, *, money: bool) -> Limit:
    match = (_MONEY if money else _UNITS).fullmatch(part)
    window = _WINDOWS.get(match[2]) if match else None
    if match is None or window is None:
        raise BadOption("limit.unreadable_budget" if money else "limit.unreadable", value=part[:40])
    most = MOST_DOLLARS if money else MOST_UNITS
    if Decimal(match[1]) > most:
        raise BadOption("limit.too_large", value=part[:40], most=most)
    return Limit(int(Decimal(match[1]).scaleb(6)) if money else int(match[1]), window)
