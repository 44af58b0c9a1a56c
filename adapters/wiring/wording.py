"""Who improves and translates prompts: a language model where the operator names one; else the templates, and nobody."""

from __future__ import annotations

from typing import Protocol

from adapters.settings.reading import Settings
from adapters.wording.templates import Templates
from bot.errors import ConfigurationError
from bot.ports import Polisher, Translator

_EXAMPLE = "for example gemini/gemini-2.5-flash"


class Model(Polisher, Translator, Protocol):
    """A language model does both."""


def open_polisher(settings: Settings) -> Polisher:
    """Raises `ConfigurationError` for a provider that the catalogue does not hold, or that has no key."""
    return Templates() if settings.house.wording is None else _model(settings, settings.house.wording)


def open_translator(settings: Settings) -> Translator | None:
    """As above."""
    return None if settings.house.wording is None else _model(settings, settings.house.wording)


def _model(settings: Settings, wording: str) -> Model:
    from adapters.images.catalogue import load  # noqa: PLC0415  loads an HTTP client, which the templates do without
    from adapters.wording.model import Door, LanguageModel  # noqa: PLC0415  as above

    name, _, model = wording.partition("/")
    catalogue = load(settings.providers.providers_file)
    if name not in catalogue or not model:
        raise ConfigurationError(f"BANANABOT_WORDING: {wording!r} is no provider/model; {_EXAMPLE}")
    said, facts = settings.provider[name], catalogue[name]
    if not said.keys and facts.key == "required":
        raise ConfigurationError(f"BANANABOT_WORDING: {name} has no key; set BANANABOT_{name.upper()}_KEYS")
    url = (said.base_urls or facts.base_urls)[0].partition("#")[0].rstrip("/")
    key = said.keys[0] if said.keys else ""
    return LanguageModel(Door(native=facts.kind == "gemini", base_url=url, model=model, key=key), Templates())
