"""Reads `providers.toml` tables into values. A wrong key or value is named with its place and the nearest right one."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from adapters.images import _json as js
from adapters.images._facts import SIZES, Facts, Model, TokenPrice
from bot.errors import ConfigurationError

T = TypeVar("T")
Read = Callable[[object], object]


class Wrong(ValueError):
    """A value that cannot be; says what would be right."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong("must be text in quotes")
    return value


def _one_of(*allowed: str) -> Read:
    def read(value: object) -> str:
        if value not in allowed:
            raise Wrong(f"must be one of {', '.join(allowed)}")
        return str(value)

    return read


def _words(value: object) -> tuple[str, ...]:
    if not js.is_list(value):
        raise Wrong('must be a list like ["a", "b"]')
    return tuple(_text(one) for one in js.items(value))


def _sizes(value: object) -> tuple[str, ...]:
    found = _words(value)
    if not found or not set(found) <= set(SIZES):
        raise Wrong(f"must be a list of {', '.join(SIZES)}")
    return found


def _aspects(value: object) -> tuple[str, ...] | None:
    return None if value == "any" else _words(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Wrong("must be a whole number from 0")
    return value


def _seconds(value: object) -> float:
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or value <= 0:
        raise Wrong("must be a number above 0")
    return float(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong("must be true or false")
    return value


def _day(value: object) -> date:
    if type(value) is not date:
        raise Wrong("must be a day like 2026-12-01")
    return value


def _usd(value: object) -> int:
    """USD as written → micro-USD, exactly."""
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or value < 0:
        raise Wrong("must be a price in USD from 0")
    return int(Decimal(value) * 1_000_000)


def _zone(value: object) -> str:
    try:
        return ZoneInfo(_text(value)).key
    except (OSError, ValueError, KeyError) as error:
        raise Wrong("must be a time zone like America/Los_Angeles") from error


def _auth(value: object) -> str:
    found = _text(value)
    if found not in {"bearer", "key", "basic", "none"} and not found.startswith("header "):
        raise Wrong("must be bearer, key, basic, none or `header <name>`")
    return found


def _by_size(read: Callable[[object], int]) -> Callable[[object], dict[str, int]]:
    def by_size(value: object) -> dict[str, int]:
        if not js.is_table(value) or not set(js.table(value)) <= set(SIZES):
            raise Wrong(f"must be a table of {', '.join(SIZES)}")
        return {size: read(one) for size, one in js.table(value).items()}

    return by_size


def _tokens(value: object) -> TokenPrice:
    names = ("text_in", "image_in", "text_out", "image_out")
    if not js.is_table(value) or not set(js.table(value)) <= set(names):
        raise Wrong(f"must be a table of {', '.join(names)} in USD for a million tokens")
    return TokenPrice(**{name: _usd(one) for name, one in js.table(value).items()})


def _options(value: object) -> dict[str, object]:
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


_MODEL: Mapping[str, Read] = {
    "names": _words, "status": _one_of("live", "deprecated", "retired"), "retires": _day, "aspects": _aspects,
    "sizes": _sizes, "references": _whole, "count": _whole, "reframes": _flag, "seed": _flag,
    "negative": _one_of("field", "prompt", "none"), "prompt": _whole, "price": _by_size(_usd), "tokens": _tokens,
    "reference": _usd, "units": _by_size(_whole), "seconds": _seconds, "options": _options,
}  # fmt: skip
_PROVIDER: Mapping[str, Read] = {
    "title": _text, "like": _text, "auth": _auth, "key": _one_of("required", "optional", "none"), "get_key": _text,
    "webhook_secret": _text,
    "base_urls": _words, "endings": _words, "hosts": _words, "region": _text, "free": _text, "notes": _text, "model": _text,
    "fallbacks": _words, "any_model": _flag, "allowance": _whole, "per_minute": _whole, "zone": _zone,
    "english": _flag, "concurrency": _whole, "seconds": _seconds, "poll": _seconds, "megabytes": _seconds, "options": _options,
}  # fmt: skip


def provider(name: str, written: Mapping[str, object]) -> Facts:
    """One provider's table. Raises `ConfigurationError`."""
    rest = {key: value for key, value in written.items() if key not in {"models", "like"}}
    models = {
        id_: Model(id=id_, **_read(js.table(one), _MODEL, f'[{name}.models."{id_}"]'))
        for id_, one in js.table(written, "models").items()
    }
    read: dict[str, Any] = {"title": name, **_read(rest, _PROVIDER, f"[{name}]")}
    facts = Facts(name=name, kind=js.text(written, "like") or name, models=models, **read)
    for id_ in (facts.model, *facts.fallbacks):
        if id_ and id_ not in models:
            raise ConfigurationError(f'[{name}] names the model "{id_}", which has no table [{name}.models."{id_}"]')
    return facts


def _read(written: Mapping[str, object], readers: Mapping[str, Read], place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in written.items():
        if key not in readers:
            near = difflib.get_close_matches(key, readers, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(sorted(readers))}"
            raise ConfigurationError(f"{place} has an unknown key `{key}`: {hint}")
        try:
            found[key] = readers[key](value)
        except Wrong as wrong:
            raise ConfigurationError(f"{place} `{key}` {wrong}, not {value!r}") from wrong
    return found
