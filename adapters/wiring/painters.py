"""Who draws: the configured providers as targets, in the operator's order of preference."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from adapters.images.catalogue import Faulty, load
from adapters.settings.reading import Settings
from bot.outcomes import Patience
from bot.ports import Clock
from bot.resilience import Target

log = logging.getLogger(__name__)
SKETCH = "sketch"
_BEFORE = 60.0  # seconds that a request may spend on the way to its painter


def open_painters(settings: Settings, clock: Clock, callback: Callable[[str, int], str] | None = None) -> list[Target]:
    """Raises `ConfigurationError`. An HTTP client is loaded with the first provider that needs one.

    A provider with a fault in its file is left out, as long as somebody else can draw.
    """
    targets: list[Target] = []
    fault: Faulty | None = None
    for order, name in enumerate(settings.providers.providers):
        try:
            opened = [_sketch(clock)] if name == SKETCH else _remote(settings, name, clock, callback)
        except Faulty as error:
            log.error("a provider is left out", extra={"provider": name, "detail": str(error)}, exc_info=error)  # noqa: TRY400  the traceback is that of its file
            fault = error
        else:
            targets += [replace(target, order=order) for target in opened]
    if fault is not None and not targets:
        raise fault
    return targets


def patience_for(targets: Sequence[Target]) -> Patience:
    """A drawing may take as long as the slowest painter is given for one, whatever the house waits otherwise."""
    usual = Patience()
    slowest = max((target.patience for target in targets), default=0.0)
    return replace(usual, deadline=max(usual.deadline, slowest + _BEFORE))


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
