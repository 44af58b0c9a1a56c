"""Who improves and translates prompts: a language model where the operator names one; else the templates, and nobody."""

from __future__ import annotations

from adapters.settings.reading import Settings
from adapters.wiring.means import Means
from adapters.wording.templates import Templates
from bot.answers.wording import Model, Purse, Wording
from bot.ports import Clock


def open_wording(means: Means) -> Wording:
    """Raises `ConfigurationError` for a provider that the catalogue does not hold, or that has no key."""
    quotas = means.settings.quotas
    purse = Purse(limits=quotas.quota_wording, budget=quotas.budget)
    return Wording(
        templates=Templates(), model=open_model(means.settings, means.clock), store=means.store.wording, purse=purse
    )


def open_model(settings: Settings, clock: Clock) -> Model | None:
    """As above."""
    wording = settings.house.wording
    if wording is None:
        return None
    from adapters.wiring.doors import open_door  # noqa: PLC0415  loads an HTTP client, which the templates do without
    from adapters.wording.model import LanguageModel  # noqa: PLC0415  as above

    return LanguageModel(
        open_door(settings, "BANANABOT_WORDING", wording, "gemini/gemini-3.5-flash-lite"), Templates(), clock
    )
