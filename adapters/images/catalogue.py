"""The catalogue of providers: the packaged `providers.toml`, and the operator's own file over it, key by key."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from adapters.images import _json as js
from adapters.images._facts import Catalogue
from adapters.images._tables import provider
from bot.errors import ConfigurationError


class Faulty(ConfigurationError):
    """A provider's file cannot be used. The others can."""


def load(file: Path | None = None) -> Catalogue:
    """Read the packaged facts and lay `file` over them. Raises `ConfigurationError` naming the file, table and key."""
    tables = _packaged()
    if file is not None:
        try:
            written = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{file}: cannot be read ({error})") from error
        own = _parse(written, str(file))
        for name in own.keys() - tables.keys():
            if not js.text(own, name, "like"):
                _known(name, [*tables])
        tables = _over(tables, own)
    return Catalogue({name: provider(name, _inherited(name, tables)) for name in tables})


def _known(name: str, others: list[str]) -> None:
    """Raises `ConfigurationError` for a table that no file draws for: a misspelt name would say nothing."""
    if not name.isidentifier() or name.startswith("_") or find_spec(f"adapters.images.{name}") is None:
        near = difflib.get_close_matches(name, others, 1)
        hint = f"did you mean [{near[0]}]?" if near else 'a further relay needs like = "laozhang"'
        raise ConfigurationError(f"[{name}] is no provider here: {hint}")


@cache
def _packaged() -> Mapping[str, object]:
    return _parse(files("adapters.images").joinpath("providers.toml").read_text("utf-8"), "providers.toml")


def _parse(written: str, name: str) -> Mapping[str, object]:
    try:
        tables = tomllib.loads(written, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name}: not TOML: {error}") from error
    for key, value in tables.items():
        if not js.is_table(value):
            raise ConfigurationError(f"{name}: `{key}` stands outside a provider's table; write it under [provider]")
    return tables


def _over(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """`above` wins key by key; tables are merged, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _over(js.table(old), js.table(value)) if js.is_table(value) and js.is_table(old) else value
    return merged


def _inherited(name: str, tables: Mapping[str, object]) -> dict[str, object]:
    """A table with `like = "other"` starts from that other provider's: a second relay is three lines."""
    own = js.table(tables, name)
    like = js.text(own, "like")
    if not like:
        return own
    if like not in tables or js.text(tables, like, "like"):
        raise ConfigurationError(f'[{name}] is like "{like}", which is no provider with a file of its own')
    return {**_over(js.table(tables, like), own), "like": like}
