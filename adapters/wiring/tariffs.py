"""What the configured providers take for a standard picture, and what they give for nothing."""

from __future__ import annotations

from adapters.images.catalogue import load
from adapters.settings.reading import Settings
from adapters.wiring.painters import SKETCH
from bot.costs.calculator import Tariff
from bot.costs.curves import Offer
from bot.model import ImageRequest


def tariffs(settings: Settings) -> list[Offer]:
    """In the operator's order; a pool of keys has the allowance of each."""
    catalogue = load(settings.providers.providers_file)
    found: list[Offer] = []
    for name in settings.providers.providers:
        facts = catalogue[name] if name != SKETCH and name in catalogue else None
        model = facts.find(settings.provider[name].model or facts.model) if facts is not None else None
        if facts is None or model is None:
            found.append(Offer(name, Tariff(0, 0)))
            continue
        keys = max(1, len(settings.provider[name].keys))
        cost = model.cost(ImageRequest(prompt="a picture"))
        found.append(Offer(name, Tariff((facts.allowance or 0) * keys, cost.micros)))
    return found
