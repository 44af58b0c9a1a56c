"""One value of a `providers.toml` table, read and judged: what it must be, where it is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from adapters.images import _json as js
from adapters.images._facts import SIZES, TokenPrice

Read = Callable[[object], object]


_ASPECT = re.compile(r"[1-9]\d{0,2}:[1-9]\d{0,2}")


class Wrong(ValueError):
    """A value that cannot be; says what would be right."""


def text(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong("must be text in quotes")
    return value


def one_of(*allowed: str) -> Read:
    def read(value: object) -> str:
        if value not in allowed:
            raise Wrong(f"must be one of {', '.join(allowed)}")
        return str(value)

    return read


def words(value: object) -> tuple[str, ...]:
    if not js.is_list(value):
        raise Wrong('must be a list like ["a", "b"]')
    return tuple(text(one) for one in js.items(value))


def sizes(value: object) -> tuple[str, ...]:
    found = words(value)
    if not found or not set(found) <= set(SIZES):
        raise Wrong(f"must be a list of {', '.join(SIZES)}")
    return found


def aspects(value: object) -> tuple[str, ...] | None:
    if value == "any":
        return None
    found = words(value)
    if not all(_ASPECT.fullmatch(one) for one in found):
        raise Wrong('must be "any" or a list like ["1:1", "16:9"]')
    return found


def whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Wrong("must be a whole number from 0")
    return value


def seconds(value: object) -> float:
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or value <= 0:
        raise Wrong("must be a number above 0")
    return float(value)


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong("must be true or false")
    return value


def day(value: object) -> date:
    if type(value) is not date:
        raise Wrong("must be a day like 2026-12-01")
    return value


def usd(value: object) -> int:
    """USD as written → micro-USD, exactly."""
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or value < 0:
        raise Wrong("must be a price in USD from 0")
    return int(Decimal(value) * 1_000_000)


def zone(value: object) -> str:
    try:
        return ZoneInfo(text(value)).key
    except (OSError, ValueError, KeyError) as error:
        raise Wrong("must be a time zone like America/Los_Angeles") from error


def auth(value: object) -> str:
    found = text(value)
    if found not in {"bearer", "key", "basic", "none"} and not found.startswith("header "):
        raise Wrong("must be bearer, key, basic, none or `header <name>`")
    return found


def by_size(read: Callable[[object], int]) -> Callable[[object], dict[str, int]]:
    def by_size(value: object) -> dict[str, int]:
        if not js.is_table(value) or not set(js.table(value)) <= set(SIZES):
            raise Wrong(f"must be a table of {', '.join(SIZES)}")
        return {size: read(one) for size, one in js.table(value).items()}

    return by_size


def tokens(value: object) -> TokenPrice:
    names = ("text_in", "image_in", "text_out", "image_out")
    if not js.is_table(value) or not set(js.table(value)) <= set(names):
        raise Wrong(f"must be a table of {', '.join(names)} in USD for a million tokens")
    return TokenPrice(**{name: usd(one) for name, one in js.table(value).items()})


def options(value: object) -> dict[str, object]:
    if not js.is_table(value):
        raise Wrong("must be a table")
    return {key: _plain(one) for key, one in js.table(value).items()}


def _plain(value: object) -> object:
    """Options are sent as JSON, which knows no decimals."""
    if isinstance(value, Decimal):
        return float(value)
    if js.is_table(value):
        return {key: _plain(one) for key, one in js.table(value).items()}
    return [_plain(one) for one in js.items(value)] if js.is_list(value) else value
