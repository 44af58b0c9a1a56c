"""Corrections: a message that asked for pictures was edited. While it still waits, what it asks for now takes its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.answers.checking import allowed
from bot.answers.orders import Orders
from bot.answers.placing import Placing
from bot.answers.rejections import rejected_words
from bot.answers.scene import Said, Scene
from bot.answers.threshold import Threshold
from bot.commands.grammar import parse
from bot.commands.picture import Edit, Imagine
from bot.commands.values import Names
from bot.errors import Rejection
from bot.model import ImageRequest, Job, State
from bot.ports import Answer, JobStore, NoticeStore

_BEFORE = timedelta(minutes=10)  # by which the platform's clock may be ahead of ours
_TOLD = 86_400.0  # seconds in which nobody is told twice about one message


class Corrections:
    def __init__(
        self,
        *,
        jobs: JobStore,
        placing: Placing,
        orders: Orders,
        threshold: Threshold,
        notices: NoticeStore,
        names: Names,
    ) -> None:
        self._jobs = jobs
        self._placing = placing
        self._orders = orders
        self._threshold = threshold
        self._notices = notices
        self._names = names

    async def answer(self, scene: Scene) -> Said | None:
        """None: nothing came of that message yet, so that what it says now is as good as new."""
        earlier = await self._earlier(scene)
        late = scene.incoming.late
        if earlier is None or earlier.state is State.REFUNDED:
            return Said() if late else None
        try:
            request = await self._request(scene, earlier)
            if request is None:
                return Said() if late else None
            if request == earlier.request:  # a preview came up, nothing was typed
                return Said()
            corrected = None if late else await self._placing.correct(scene, earlier, request)
        except Rejection as rejection:
            if not late:
                why = rejected_words(scene, rejection)
                return Said(Answer(scene.say("corrected.refused", why=why), quiet_to=scene.whisper()))
            corrected = None
        return corrected or await self._too_late(scene)

    async def _too_late(self, scene: Scene) -> Said:
        """Said once about one message, however often it is changed."""
        key = f"corrected/{scene.incoming.chat}/{scene.incoming.message}"
        once = await self._notices.once(key, scene.now, _TOLD)
        return Said(scene.quiet("corrected.late")) if once else Said()

    async def _earlier(self, scene: Scene) -> Job | None:
        incoming = scene.incoming
        if incoming.message is None:
            return None
        return await self._jobs.asked(incoming.chat, incoming.message, incoming.at - _BEFORE)

    async def _request(self, scene: Scene, earlier: Job) -> ImageRequest | None:
        """What the message asks for now; None when that is no picture (any more), or not for us."""
        text = await self._threshold.text(scene)
        command = parse(text, private=scene.private, names=self._names)
        if not isinstance(command, Imagine | Edit) or not await self._threshold.open(scene, command, text):
            return None
        request = allowed(scene, await self._orders.read(scene, command))
        # An edit takes no picture away; an album whose parts are forgotten shows one of its pictures alone.
        fewer = len(request.references) < len(earlier.request.references)
        return replace(request, references=earlier.request.references) if fewer else request
