"""Time zones as people write them: a name, a city in two languages, or an offset."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.errors import BadOption

_CITIES = {
    "utc": "UTC",
    "gmt": "UTC",
    "pst": "America/Los_Angeles",
    "pacific": "America/Los_Angeles",
    "beijing": "Asia/Shanghai",
    "peking": "Asia/Shanghai",
    "china": "Asia/Shanghai",
    "北京": "Asia/Shanghai",
    "上海": "Asia/Shanghai",
    "中国": "Asia/Shanghai",
    "深圳": "Asia/Shanghai",
    "广州": "Asia/Shanghai",
    "乌鲁木齐": "Asia/Urumqi",
    "香港": "Asia/Hong_Kong",
    "澳门": "Asia/Macau",
    "台北": "Asia/Taipei",
    "新加坡": "Asia/Singapore",
    "东京": "Asia/Tokyo",
    "首尔": "Asia/Seoul",
    "曼谷": "Asia/Bangkok",
    "吉隆坡": "Asia/Kuala_Lumpur",
    "伦敦": "Europe/London",
    "巴黎": "Europe/Paris",
    "柏林": "Europe/Berlin",
    "莫斯科": "Europe/Moscow",
    "迪拜": "Asia/Dubai",
    "悉尼": "Australia/Sydney",
    "墨尔本": "Australia/Melbourne",
    "纽约": "America/New_York",
    "洛杉矶": "America/Los_Angeles",
    "旧金山": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles",
    "多伦多": "America/Toronto",
    "温哥华": "America/Vancouver",
}
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?")


def load_zone(name: str) -> ZoneInfo:
    """The zone of an exact IANA name. Raises `BadOption`."""
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        raise BadOption("tz.unknown", name=name[:60], hint="UTC") from None


def read_zone(text: str) -> str:
    """The IANA name a person means by `asia/shanghai`, `New York`, `北京` or `UTC+8`. Raises `BadOption` with a hint."""
    asked = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if asked in _CITIES:
        return _CITIES[asked]
    if offset := _OFFSET.fullmatch(asked):
        return _fixed(offset[1], int(offset[2]), text)
    names = _names()
    if found := names.get(asked.replace(" ", "_")):
        return found
    near = difflib.get_close_matches(asked.replace(" ", "_"), names, n=1, cutoff=0.6)
    raise BadOption("tz.unknown", name=text[:60], hint=names[near[0]] if near else "Asia/Shanghai")


def _fixed(sign: str, hours: int, text: str) -> str:
    if hours == 0:
        return "UTC"
    if hours > (14 if sign == "+" else 12):
        raise BadOption("tz.unknown", name=text[:60], hint="UTC+8")
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"  # POSIX counts westwards


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Folded full names and last parts to names. A last part two zones share goes to the shorter name."""
    found: dict[str, str] = {}
    zones = sorted(available_timezones(), key=lambda name: (len(name), name))
    for name in zones:
        found.setdefault(name.casefold(), name)
    for name in zones:
        if "/" in name and not name.startswith(("Etc/", "SystemV/")):
            found.setdefault(name.rsplit("/", 1)[1].casefold(), name)
    return found
