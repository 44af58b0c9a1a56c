"""Where a language model is asked that a setting names as `provider/model`."""

from __future__ import annotations

from adapters.settings.reading import Settings
from adapters.wording.asked import Door
from bot.errors import ConfigurationError


def open_door(settings: Settings, variable: str, value: str, example: str) -> Door:
    """Raises `ConfigurationError` for a provider that is unknown, has no key, or only draws."""
    from adapters.images._facts import TokenPrice  # noqa: PLC0415  read only where a model is named
    from adapters.images._home import home  # noqa: PLC0415  as above
    from adapters.images.catalogue import load  # noqa: PLC0415  as above

    name, _, model = value.partition("/")
    catalogue = load(settings.providers.providers_file)
    if name not in catalogue or not model:
        raise ConfigurationError(f"{variable}: {value!r} is no provider/model; for example {example}")
    said, facts = settings.provider[name], catalogue[name]
    if not said.keys and facts.key == "required":
        raise ConfigurationError(f"{variable}: {name} has no key; set BANANABOT_{name.upper()}_KEYS")
    if facts.talks is None:
        able = ", ".join(one for one in catalogue.names if catalogue[one].talks is not None)
        raise ConfigurationError(f"{variable}: {name} only draws; these answer in words: {able}")
    url, _ = home((said.base_urls or facts.base_urls)[0], facts)
    price = facts.words.get(model, TokenPrice())
    return Door(
        native=facts.kind == "gemini",
        base_url=url + facts.talks,
        model=model,
        key=said.keys[0] if said.keys else "",
        provider=name,
        taken=price.text_in,
        given=price.text_out,
    )
