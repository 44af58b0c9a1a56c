"""Checking a request before anything is taken: its words judged, its model allowed here, its price and limits written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.answers.judging import Judge
from bot.answers.scene import Scene
from bot.errors import NotAllowed
from bot.model import ImageRequest, Limit, ScopeKind
from bot.ports import Order
from bot.studio import Studio


@dataclass(frozen=True, slots=True)
class Allowance:
    """The operator's limits by scope, and how many unfinished jobs a person may have."""

    limits: Mapping[ScopeKind, Sequence[Limit]] = field(default_factory=dict[ScopeKind, Sequence[Limit]])
    unfinished: int = 20


class Checking:
    def __init__(self, *, judge: Judge, studio: Studio, allowance: Allowance) -> None:
        self._judge = judge
        self._studio = studio
        self._allowance = allowance

    async def passed(self, scene: Scene, request: ImageRequest) -> Order:
        """The order for a request whose words may be drawn here. Raises `Rejection`s."""
        await self._judge.pass_or_reject(scene, request.prompt)
        return self.order(scene, request)

    def order(self, scene: Scene, asked: ImageRequest) -> Order:
        """The same where the words were judged before. Raises `Rejection`s."""
        request = allowed(scene, asked)
        return Order(
            event=scene.incoming.event,
            chat=scene.incoming.chat,
            sender=scene.incoming.sender,
            person=scene.person,
            address=scene.address,
            language=scene.language,
            timezone=scene.timezone,
            request=request,
            price=self._studio.price(request),
            defaults=self._allowance.limits,
            cap=self._allowance.unfinished,
        )


def allowed(scene: Scene, request: ImageRequest) -> ImageRequest:
    """The request with a model that this group may use: the first of them where none is asked for. Raises `NotAllowed`."""
    models = () if scene.private or scene.group is None else scene.group.models
    if not models or (request.model or "").casefold() in {model.casefold() for model in models}:
        return request
    if request.model is not None:
        raise NotAllowed("group.model_not_allowed", model=request.model, allowed=", ".join(models))
    return replace(request, model=models[0])
