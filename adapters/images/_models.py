"""Which of a provider's models is asked: the first in the operator's order that can do it and is still there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from adapters.images._ask import check
from adapters.images._facts import Facts, Model
from bot.errors import ConfigurationError, Exhausted, ModelRetired, ProviderError, UnsupportedRequest
from bot.model import ImageRequest
from bot.ports import Clock

log = logging.getLogger(__name__)
REST = 3600.0  # seconds until a model that was gone is tried again


class Models:
    """One provider's models in order. `chosen` is the operator's (`BANANABOT_<PROVIDER>_MODEL`), else the table's.

    `able` is the last word on what a model can, where more than the table decides it.
    """

    def __init__(
        self, facts: Facts, chosen: str, clock: Clock, able: Callable[[Model], Model] = lambda model: model
    ) -> None:
        self._facts = facts
        self._ability = able
        self._clock = clock
        self._gone: dict[str, float] = {}
        self._ageing: set[str] = set()
        first = facts.find(chosen or facts.model)
        if first is None:
            raise ConfigurationError(
                f'{facts.name} has no model "{chosen or facts.model}"; known: {", ".join(facts.models)}. '
                f'Describe a new one in your providers file under [{facts.name}.models."{chosen}"]'
            )
        self.first = first
        rest = [facts.models[id_] for id_ in facts.fallbacks if id_ != first.id]
        self._order = (first, *(model for model in rest if model.status != "retired"))

    def able(self, request: ImageRequest) -> tuple[Model, ...]:
        """Who can draw this, best first, those lately found gone left out unless nobody else is left.

        A model that the person named is never replaced. Raises `UnsupportedRequest`.
        """
        order = self._order if request.model is None else (self._named(request.model),)
        able: list[Model] = []
        wrong: UnsupportedRequest | None = None
        for model in map(self._ability, order):
            try:
                check(request, model, self._facts)
            except UnsupportedRequest as error:
                wrong = error if wrong is None else wrong.beside(error)
            else:
                able.append(model)
        if wrong is not None and not able:
            raise wrong
        there = [model for model in able if self._clock.monotonic() >= self._gone.get(model.id, 0.0)]
        return tuple(there or able)

    def gone(self, model: Model, error: ModelRetired) -> None:
        """Remember for a while, and tell the operator once in that while."""
        error.model = model.id
        if self._clock.monotonic() >= self._gone.get(model.id, 0.0):
            log.error("model retired", extra={"provider": self._facts.name, "model": model.id, "detail": error.detail})
        self._gone[model.id] = self._clock.monotonic() + REST

    def ageing(self, model: Model, told: str) -> None:
        """A model that will be taken away is worth a line, once while we run."""
        if told and model.id not in self._ageing:
            self._ageing.add(model.id)
            log.warning("model ageing", extra={"provider": self._facts.name, "model": model.id, "detail": told[:300]})

    def _named(self, name: str) -> Model:
        found = self._facts.find(name)
        if found is None:
            raise UnsupportedRequest("unsupported.model", value=name, allowed=", ".join(self._facts.models))
        return found


def none_left(gone: Sequence[ModelRetired]) -> ProviderError:
    """All of a provider's models at once: one complaint, and one alarm. More likely the address is wrong than every model dead.

    Where an empty balance was what was said each time, an empty balance it is.
    """
    first, cause = gone[0], gone[0].__cause__
    if isinstance(cause, Exhausted) and all(isinstance(error.__cause__, Exhausted) for error in gone):
        return cause
    first.model = ", ".join(error.model for error in gone)
    return first
