"""Who improves and translates prompts: a language model where the operator names one; else the templates, and nobody."""

from __future__ import annotations

from typing import Protocol

from adapters.settings.reading import Settings
from adapters.wording.templates import Templates
from bot.ports import Polisher, Translator


class Model(Polisher, Translator, Protocol):
    """A language model does both."""


def open_polisher(settings: Settings) -> Polisher:
    """Raises `ConfigurationError` for a provider that the catalogue does not hold, or that has no key."""
    return Templates() if settings.house.wording is None else _model(settings, settings.house.wording)


def open_translator(settings: Settings) -> Translator | None:
    """As above."""
    return None if settings.house.wording is None else _model(settings, settings.house.wording)


def _model(settings: Settings, wording: str) -> Model:
    from adapters.wiring.doors import open_door  # noqa: PLC0415  loads an HTTP client, which the templates do without
    from adapters.wording.model import LanguageModel  # noqa: PLC0415  as above

    door = open_door(settings, "BANANABOT_WORDING", wording, "gemini/gemini-2.5-flash")
    return LanguageModel(door, Templates())
