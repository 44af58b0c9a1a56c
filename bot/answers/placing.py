"""Placing one order: checked, spared where pictures are there, reserved and enqueued; refused, nothing was taken."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.announcing import Announcing
from bot.answers.checking import Checking
from bot.answers.likenesses import Likenesses
from bot.answers.scene import Said, Scene
from bot.answers.slow_lane import SlowLane
from bot.answers.translating import Translating
from bot.commands.drawing import MOST_LINES
from bot.errors import NotFound, QuotaExceeded
from bot.model import Action, Fund, ImageRequest, Job, Lane
from bot.ports import Answer, JobStore, Order
from bot.reuse.memory import Memory
from bot.studio import Studio


class Placing:
    def __init__(
        self,
        *,
        studio: Studio,
        jobs: JobStore,
        memory: Memory,
        checking: Checking,
        likenesses: Likenesses,
        translating: Translating,
        slow_lane: SlowLane,
        announcing: Announcing,
    ) -> None:
        self._studio = studio
        self._jobs = jobs
        self._memory = memory
        self._checking = checking
        self._likenesses = likenesses
        self._translating = translating
        self._slow_lane = slow_lane
        self._announcing = announcing

    async def place(
        self,
        scene: Scene,
        request: ImageRequest,
        *,
        parent: int | None = None,
        event: str | None = None,
        lane: Lane = Lane.NORMAL,
        fund: Fund = Fund.ALLOWANCE,
        offers: bool = True,
    ) -> Said:
        """Answer with the place in the queue. Raises `Rejection`s; then nothing was taken.

        `offers` False: draw it, even where something almost the same is there.
        """
        plain = await self._checking.passed(scene, request)
        order = replace(plain, event=event or plain.event, lane=lane, fund=fund, parent=parent)
        if offers and parent is None and lane is Lane.NORMAL:
            offered = await self._offered(scene, order)
            if offered is not None:
                return offered
        return await self._accept(scene, order)

    async def _offered(self, scene: Scene, order: Order) -> Said | None:
        """Something else in its place, but where exactly this is there."""
        rooms = [room for room in (self._likenesses, self._translating) if room.concerns(scene, order.request)]
        if not rooms or await self._memory.known(order):
            return None
        for room in rooms:
            if (offered := await room.offer(scene, order.request)) is not None:
                return offered
        return None

    async def correct(self, scene: Scene, earlier: Job, request: ImageRequest) -> Said | None:
        """The same order with other words, in its place. None: it does not wait any more. Raises like `place`."""
        order = replace(await self._checking.passed(scene, request), parent=earlier.parent)
        if earlier.fund is Fund.SLOW:
            order = replace(order, lane=Lane.SLOW, fund=Fund.SLOW)
        accepted = await self._studio.replace(earlier.id, self._memory.sought(order))
        if accepted is None or not accepted.fresh:
            return None if accepted is None else Said()
        return self._announcing.changed(scene, accepted)

    async def batch(
        self, scene: Scene, request: ImageRequest, *, event: str, parent: int | None, hold: float = 0.0
    ) -> Job:
        """Enqueue one line of many, without a word; drawn here after `hold` seconds, if not elsewhere before.

        Raises `Rejection`s; then nothing was taken.
        """
        plain = await self._checking.passed(scene, request)
        order = replace(plain, event=event, parent=parent, lane=Lane.BATCH, cap=plain.cap + MOST_LINES, hold=hold)
        return (await self._studio.accept(self._memory.sought(order))).job

    async def show(self, scene: Scene, source: Job) -> Said:
        """Serve somebody with the pictures of an earlier job, for nothing. Raises `NotFound` when they are gone."""
        plain = replace(source.request, fresh=False)  # who drew it anew did so for themselves
        order = self._checking.order(scene, plain)
        if not await self._memory.put(order, source.id) or not await self._memory.known(order):
            raise NotFound("offer.gone")
        return await self._accept(scene, order.free())

    async def _accept(self, scene: Scene, order: Order) -> Said:
        try:
            accepted = await self._studio.accept(self._memory.sought(order))
        except QuotaExceeded as error:
            if (offered := await self._slow_lane.offer(scene, order, error)) is None:
                raise
            return offered
        if not accepted.fresh:
            return Said()
        note = self._translating.note(scene, order.request) if accepted.job.fund is not Fund.REUSED else ""
        return replace(self._announcing.taken(scene, accepted, note), kept=order.event == scene.incoming.event)

    async def again(self, scene: Scene, job: Job, action: Action, request: ImageRequest) -> Said:
        """An order made from an earlier job. Pressing twice while one is being drawn orders one."""
        children = await self._jobs.children(job.id)
        if any(not child.state.ended for child in children):
            words = scene.say("press.twice")
            return Said(toast=words) if scene.incoming.press else Said(Answer(words))
        # Two presses at the same instant, in two processes even, make the same event and so one job.
        event = f"{action.value}:{job.id}:{len(children)}"
        return await self.place(scene, request, parent=job.id, event=event)
