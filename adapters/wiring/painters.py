"""Who draws: the configured providers as targets, in the operator's order of preference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from adapters.images.catalogue import load
from adapters.settings.reading import Settings
from bot.ports import Clock
from bot.resilience import Target

SKETCH = "sketch"


def open_painters(settings: Settings, clock: Clock, callback: Callable[[str, int], str] | None = None) -> list[Target]:
    """Raises `ConfigurationError`. An HTTP client is loaded with the first provider that needs one."""
    targets: list[Target] = []
    for order, name in enumerate(settings.providers.providers):
        opened = [_sketch(clock)] if name == SKETCH else _remote(settings, name, clock, callback)
        targets += [replace(target, order=order) for target in opened]
    return targets


def _sketch(clock: Clock) -> Target:
    from adapters.images.sketch import Sketch  # noqa: PLC0415  drawing libraries are loaded only where something is drawn

    return Target(id=f"{SKETCH}/here/key1", provider=Sketch(clock))


def _remote(settings: Settings, name: str, clock: Clock, callback: Callable[[str, int], str] | None) -> list[Target]:
    from adapters.images.targets import open_targets  # noqa: PLC0415  an HTTP client costs a second and 40 MB

    said = settings.provider[name]
    return open_targets(
        load(settings.providers.providers_file),
        name,
        clock=clock,
        keys=list(said.keys),
        base_urls=said.base_urls,
        model=said.model,
        callback=callback,
    )
