"""Reads the tables of `providers.toml`. A wrong key or value is named with its place and the nearest right one."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from adapters.images import _json as js
from adapters.images._facts import Facts, Model, TokenPrice
from adapters.images._values import (
    Read,
    Wrong,
    aspects,
    auth,
    by_size,
    day,
    flag,
    one_of,
    options,
    seconds,
    sizes,
    text,
    tokens,
    usd,
    whole,
    words,
    zone,
)
from bot.errors import ConfigurationError

_MODEL: Mapping[str, Read] = {
    "names": words, "status": one_of("live", "deprecated", "retired"), "retires": day, "aspects": aspects,
    "sizes": sizes, "references": whole, "count": whole, "reframes": flag, "seed": flag,
    "negative": one_of("field", "prompt", "none"), "prompt": whole, "price": by_size(usd), "tokens": tokens,
    "reference": usd, "units": by_size(whole), "seconds": seconds, "options": options,
}  # fmt: skip
_PROVIDER: Mapping[str, Read] = {
    "title": text, "like": text, "auth": auth, "key": one_of("required", "optional", "none"), "get_key": text,
    "webhook_secret": text, "routes": words,
    "base_urls": words, "endings": words, "hosts": words, "region": text, "talks": text, "free": text, "notes": text,
    "model": text, "fallbacks": words, "any_model": flag, "allowance": whole, "per_minute": whole, "zone": zone,
    "english": flag, "concurrency": whole, "seconds": seconds, "poll": seconds, "megabytes": seconds, "options": options,
}  # fmt: skip


def provider(name: str, written: Mapping[str, object]) -> Facts:
    """One provider's table. Raises `ConfigurationError`."""
    rest = {key: value for key, value in written.items() if key not in {"models", "like", "words"}}
    models = {
        id_: Model(id=id_, **_read(js.table(one), _MODEL, f'[{name}.models."{id_}"]'))
        for id_, one in js.table(written, "models").items()
    }
    words_ = {id_: _priced(one, f'[{name}.words."{id_}"]') for id_, one in js.table(written, "words").items()}
    read: dict[str, Any] = {"words": words_, "title": name, **_read(rest, _PROVIDER, f"[{name}]")}
    facts = Facts(name=name, kind=js.text(written, "like") or name, models=models, **read)
    for id_ in (facts.model, *facts.fallbacks):
        if id_ and id_ not in models:
            raise ConfigurationError(f'[{name}] names the model "{id_}", which has no table [{name}.models."{id_}"]')
    for one in models.values():
        _routed(facts, one)
    return facts


def _routed(facts: Facts, model: Model) -> None:
    """A route that the provider file does not know would be taken for its first."""
    route = str(model.options.get("route", ""))
    if route and route not in facts.routes:
        near = difflib.get_close_matches(route, facts.routes, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known routes: {', '.join(facts.routes) or 'none'}"
        raise ConfigurationError(f'[{facts.name}.models."{model.id}"] has an unknown route {route!r}: {hint}')


def _priced(written: object, place: str) -> TokenPrice:
    """What a language model costs."""
    try:
        return tokens(written)
    except Wrong as wrong:
        raise ConfigurationError(f"{place} {wrong}, not {written!r}") from wrong


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
