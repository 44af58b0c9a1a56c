"""Opens a provider: one target for each endpoint and key, all on one connection pool. The provider's file is found by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from urllib.parse import urlsplit

from adapters.images._facts import Catalogue, Facts
from adapters.images._home import home
from adapters.images._hosted import Hosting
from adapters.images._line import Line
from adapters.images._provider import HttpProvider
from adapters.images._waking import Wakes
from adapters.images._wire import Wire
from adapters.images.catalogue import Faulty
from bot.errors import ConfigurationError
from bot.ports import Clock
from bot.resilience.target import Target


def open_targets(
    catalogue: Catalogue,
    name: str,
    *,
    clock: Clock,
    keys: Sequence[str] = (),
    base_urls: Sequence[str] = (),
    model: str = "",
    callback: Callable[[str, int], str] | None = None,
) -> list[Target]:
    """The targets of one provider, primary endpoint first. Empty `base_urls` and `model`: those of the catalogue.

    A base URL may end in `#region`. `callback` (provider, job) makes the address a provider may call when a job is done.
    Each target's provider is an `HttpProvider`: `probe`, `cancel` and `aclose` are there too. Raises `ConfigurationError`, of
    which `Faulty` is about this provider's file alone.
    """
    if name not in catalogue:
        raise ConfigurationError(f"BANANABOT_PROVIDERS: no provider {name!r}; known: {', '.join(catalogue.names)}")
    facts = catalogue[name]
    urls = [home(url, facts) for url in base_urls or facts.base_urls]
    provider, wire, wakes = _file(facts), Wire(), Wakes()
    hosting = Hosting([url for url, _ in urls], sleep=clock.sleep)
    line = partial(
        Line,
        facts=facts,
        wire=wire,
        hosting=hosting,
        clock=clock,
        model=model,
        callback=callback,
        wakes=wakes,
    )
    return [
        _target(facts, f"{name}/{place}/key{number}", _opened(provider, line(base_url=url, region=region, key=key)))
        for (url, region), place in zip(urls, _places(urls), strict=True)
        for number, key in enumerate(_keys(keys, facts), 1)
    ]


def _target(facts: Facts, id_: str, provider: HttpProvider) -> Target:
    longest = max((model.seconds or facts.seconds for model in facts.models.values()), default=facts.seconds)
    return Target(
        id=id_,
        provider=provider,
        concurrency=facts.concurrency,
        patience=longest,
        allowance=facts.allowance,
        zone=facts.zone,
        per_minute=facts.per_minute,
        english=facts.english,
    )


def _file(facts: Facts) -> Callable[[Line], HttpProvider]:
    try:
        found: object = import_module(f"adapters.images.{facts.kind}").Provider
    except Exception as error:  # whatever an import can raise: a misspelt line in one file is no reason not to start
        raise Faulty(f"{facts.name}: adapters/images/{facts.kind}.py has no Provider: {error!r}") from error
    if not (isinstance(found, type) and issubclass(found, HttpProvider)):
        raise Faulty(f"{facts.name}: adapters/images/{facts.kind}.py: its Provider is no HttpProvider")
    return found


def _opened(provider: Callable[[Line], HttpProvider], line: Line) -> HttpProvider:
    try:
        return provider(line)
    except ConfigurationError:
        raise
    except Exception as error:
        raise Faulty(f"{line.facts.name}: adapters/images/{line.facts.kind}.py does not start: {error!r}") from error


def _keys(keys: Sequence[str], facts: Facts) -> Sequence[str]:
    found = [key.strip() for key in keys if key.strip()]
    variable = f"BANANABOT_{facts.name.upper()}_KEYS"
    if not found and facts.key == "required":
        raise ConfigurationError(f"{variable} is empty; get a key at {facts.get_key or 'the provider'}")
    if not all(key.isascii() and key.isprintable() for key in found):
        raise ConfigurationError(f"{variable} holds a key with characters that no key has")
    return found or [""]


def _places(urls: Sequence[tuple[str, str]]) -> list[str]:
    """A name for each endpoint that is short, unique and holds no slash: host, region, and a number where needed."""
    names: list[str] = []
    for url, region in urls:
        name = urlsplit(url).netloc + (f"#{region}" if region else "")
        names.append(name if name not in names else f"{name}~{len(names) + 1}")
    return names
