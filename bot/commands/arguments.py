"""The arguments of commands: codes, counts, days, people, hours, on and off."""

from __future__ import annotations

import re

from bot.commands.cleaning import fold
from bot.commands.group import Whom
from bot.commands.values import number
from bot.errors import BadOption

OFF = frozenset({"off", "no", "none", "关", "关闭", "无", "否", "取消"})
ON = frozenset({"on", "yes", "开", "开启", "打开", "是"})

_SHOWN = 40
_DAYS = re.compile(r"([0-9]{1,4})\s*(?:d|days?|天|日)?")
_WHOM = re.compile(r"@[^\s@]{1,64}|[a-z]{2,20}:[^\s]{1,128}|-?[0-9]{1,20}")
_HOUR = r"([0-9]{1,2})(?:[:点时.]([0-9]{2})?分?)?"
_HOURS = re.compile(rf"{_HOUR}\s*(?:-|–|—|−|~|to|至|到)+\s*{_HOUR}")


def split(text: str) -> list[str]:
    """The words of an argument; commas in both widths part them too."""
    return [word for word in re.split(r"[\s,，、]+", text) if word]


def read_code(text: str) -> int | None:
    """A job's code: `1234`, `#1234`; None when nothing was said. Raises `BadOption`."""
    plain = text.strip().lstrip("#＃")
    if not plain:
        return None
    found = number(plain)
    if found is None:
        raise BadOption("argument.code", value=text[:_SHOWN])
    return found


def read_count(text: str, default: int, most: int) -> int:
    """1 to `most`. Raises `BadOption`."""
    if not text.strip():
        return default
    found = number(text)
    if found is None or not 1 <= found <= most:
        raise BadOption("argument.count", value=text[:_SHOWN], most=most)
    return found


def read_days(text: str, default: int | None, most: int = 366) -> int | None:
    """`7d`, `7`, `7天`. Raises `BadOption`."""
    plain = fold(text)
    if not plain:
        return default
    match = _DAYS.fullmatch(plain)
    if match is None or not 1 <= int(match[1]) <= most:
        raise BadOption("argument.days", value=text[:_SHOWN], most=most)
    return int(match[1])


def is_whom(word: str) -> bool:
    return _WHOM.fullmatch(word.replace("＠", "@").replace("：", ":")) is not None


def read_whom(word: str) -> Whom:
    """`@ann`, `12345`, `telegram:12345`; nothing means whoever is mentioned or replied to. Raises `BadOption`."""
    plain = word.replace("＠", "@").replace("：", ":")
    if plain and not _WHOM.fullmatch(plain):
        raise BadOption("argument.whom", value=word[:_SHOWN])
    return Whom(plain)


def read_hours(text: str) -> tuple[int, int]:
    """`23:00-07:00`, `23-7`, `23点到7点` as minutes after midnight. Raises `BadOption`."""
    match = _HOURS.fullmatch(fold(text))
    parts = [int(part or 0) for part in match.groups()] if match else [99] * 4
    start, end = parts[0] * 60 + parts[1], parts[2] * 60 + parts[3]
    if max(parts[0], parts[2]) > 24 or max(parts[1], parts[3]) > 59 or max(start, end) > 1440:
        raise BadOption("argument.hours", value=text[:_SHOWN])
    if start % 1440 == end % 1440:
        raise BadOption("argument.hours", value=text[:_SHOWN])
    return start % 1440, end % 1440


def read_switch(text: str) -> bool:
    """Raises `BadOption`."""
    plain = fold(text)
    if plain not in ON | OFF:
        raise BadOption("argument.switch", value=text[:_SHOWN])
    return plain in ON
