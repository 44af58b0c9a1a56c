"""Placing one order: judged, priced, reserved and enqueued; told its place in the queue; warned when little is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.answers.account import rule_name
from bot.answers.judging import Judge
from bot.answers.likenesses import Likenesses
from bot.answers.offers import Offer, Offers
from bot.answers.scene import Said, Scene
from bot.answers.translating import Translating
from bot.commands.drawing import MOST_LINES
from bot.errors import MessageGone, NotAllowed, NotFound, QuotaExceeded
from bot.imminent import Imminent
from bot.model import Action, Fund, ImageRequest, Job, Lane, Limit, ScopeKind, State, Usage
from bot.ports import Accepted, Answer, ChatPlatform, JobStore, NoticeStore, Order, Pending
from bot.reuse.memory import Memory
from bot.studio import Studio

_OWN = frozenset({ScopeKind.PERSON, ScopeKind.MEMBER})


@dataclass(frozen=True, slots=True)
class Allowance:
    """The operator's limits by scope, and how many unfinished jobs a person may have.

    `slow_lane`: whoever has used up their own allowance may wait for spare room, free.
    """

    limits: Mapping[ScopeKind, Sequence[Limit]] = field(default_factory=dict[ScopeKind, Sequence[Limit]])
    unfinished: int = 20
    slow_lane: bool = False


class Placing:
    def __init__(
        self,
        *,
        studio: Studio,
        jobs: JobStore,
        notices: NoticeStore,
        judge: Judge,
        offers: Offers,
        memory: Memory,
        translating: Translating,
        imminent: Imminent,
        allowance: Allowance,
    ) -> None:
        self._studio = studio
        self._jobs = jobs
        self._notices = notices
        self._judge = judge
        self._offers = offers
        self._memory = memory
        self._imminent = imminent
        self._likenesses = Likenesses(memory, offers)
        self._translating = translating
        self._allowance = allowance

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
        await self._judge.pass_or_reject(scene, request.prompt)
        plain = self._order(scene, request)
        order = replace(plain, event=event or plain.event, lane=lane, fund=fund, parent=parent)
        if await self._memory.known(order):
            return await self._accept(scene, free(order))
        new = parent is None and lane is Lane.NORMAL
        for room in (self._likenesses, self._translating) if offers and new else ():
            if (offered := await room.offer(scene, request)) is not None:
                return offered
        return await self._accept(scene, order)

    async def correct(self, scene: Scene, earlier: Job, request: ImageRequest) -> Said | None:
        """The same order with other words, in its place. None: it does not wait any more. Raises like `place`."""
        await self._judge.pass_or_reject(scene, request.prompt)
        order = replace(self._order(scene, request), parent=earlier.parent)
        if earlier.fund is Fund.SLOW:
            order = replace(order, lane=Lane.SLOW, fund=Fund.SLOW)
        accepted = await self._studio.replace(earlier.id, free(order) if await self._memory.known(order) else order)
        if accepted is None or not accepted.fresh:
            return None if accepted is None else Said()
        return self._waiting_changed(scene, accepted)

    async def batch(
        self, scene: Scene, request: ImageRequest, *, event: str, parent: int | None, hold: float = 0.0
    ) -> Job:
        """Enqueue one line of many, without a word; drawn here after `hold` seconds, if not elsewhere before.

        Raises `Rejection`s; then nothing was taken.
        """
        await self._judge.pass_or_reject(scene, request.prompt)
        room = self._allowance.unfinished + MOST_LINES
        order = replace(self._order(scene, request), event=event, parent=parent, lane=Lane.BATCH, cap=room)
        known = await self._memory.known(order)
        return (await self._studio.accept(free(order) if known else replace(order, hold=hold))).job

    async def show(self, scene: Scene, source: Job) -> Said:
        """Serve somebody with the pictures of an earlier job, for nothing. Raises `NotFound` when they are gone."""
        order = self._order(scene, source.request)
        if not await self._memory.put(order, source.id) or not await self._memory.known(order):
            raise NotFound("offer.gone")
        return await self._accept(scene, free(order))

    def _order(self, scene: Scene, asked: ImageRequest) -> Order:
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

    async def _accept(self, scene: Scene, order: Order) -> Said:
        try:
            accepted = await self._studio.accept(order)
        except QuotaExceeded as error:
            if not self._may_wait(scene, error, order.fund):
                raise
            return await self._offer_slow(scene, order.request)
        if not accepted.fresh:
            return Said()
        note = self._translating.note(scene, order.request) if accepted.job.fund is not Fund.REUSED else ""
        return Said(
            then=partial(self._announced, scene.platform, accepted.job),
            late=partial(self._queued, scene, accepted, note),
            kept=order.event == scene.incoming.event,
        )

    async def again(self, scene: Scene, job: Job, action: Action, request: ImageRequest) -> Said:
        """An order made from an earlier job. Pressing twice while one is being drawn orders one."""
        children = await self._jobs.children(job.id)
        if any(not child.state.ended for child in children):
            words = scene.say("press.twice")
            return Said(toast=words) if scene.incoming.press else Said(Answer(words))
        # Two presses at the same instant, in two processes even, make the same event and so one job.
        event = f"{action.value}:{job.id}:{len(children)}"
        return await self.place(scene, request, parent=job.id, event=event)

    # ── what is said about it ──

    async def _queued(self, scene: Scene, accepted: Accepted, note: str) -> Answer | None:
        """Its place in the queue; None where the picture itself says more than words about waiting for it."""
        job, warning = accepted.job, await self._warning(scene, accepted.near)
        hold = scene.platform.traits.metered and self._imminent.expected and not warning and not note
        if hold and (await self._imminent.comes(job.id) or not await self._waits(job)):
            return None
        position = await self._jobs.position(job.id, scene.now)
        key = "progress.queued" if position.ahead else "progress.next"
        wait = "" if position.seconds is None else scene.texts.duration(scene.language, position.seconds)
        place = scene.texts.ordinal(scene.language, position.ahead + 1)
        words = scene.answer(key, scene.button(Action.CANCEL, job.id), place=place, wait=wait, code=job.id)
        text = "\n".join([words.text, *filter(None, (warning, note))])
        return replace(words, text=text, pending=Pending(job.id, position.seconds))

    async def _waits(self, job: Job) -> bool:
        now = await self._jobs.get(job.id)
        return now is not None and now.state in {State.ACCEPTED, State.DRAWING}

    async def _announced(self, platform: ChatPlatform, job: Job, message: str | None) -> None:
        """The waiting message stands: remember it, or take it away when the picture was faster."""
        if message is None or not platform.traits.edits:
            return
        if not await self._jobs.remember_waiting(job.id, message):
            await platform.remove(job.address, message)

    def _waiting_changed(self, scene: Scene, accepted: Accepted) -> Said:
        """New words in the message that already waits; where there is none (any more), a new one."""
        platform, job = scene.platform, accepted.job
        announced = partial(self._announced, platform, job)
        words = partial(self._queued, scene, accepted, scene.say("corrected.done"))

        async def changed(_message: str | None) -> None:
            if (answer := await words()) is None:
                return
            try:
                await platform.say(job.address, answer, edit=job.address.waiting)
            except MessageGone:
                await announced(await platform.say(job.address, answer))

        waits = job.address.waiting is not None and platform.traits.edits
        return Said(then=changed) if waits else Said(then=announced, late=words)

    async def _warning(self, scene: Scene, near: Usage | None) -> str:
        """One line when this order took a rule over its last fifth, once in that rule's window."""
        if near is None or scene.person is None:
            return ""
        new = await self._notices.once(_key("near", scene, near), scene.now, _ttl(scene, near))
        return self._near(scene, near) if new else ""

    def _near(self, scene: Scene, near: Usage) -> str:
        resets = scene.texts.moment(scene.language, near.window.ends, scene.timezone, scene.now)
        amount = near.rule.limit.amount
        return scene.say("quota.near", rule=rule_name(scene, near), left=near.left, amount=amount, resets=resets)

    # ── the slow lane ──

    def _may_wait(self, scene: Scene, error: QuotaExceeded, fund: Fund) -> bool:
        own = error.usage.rule.kind in _OWN
        return self._allowance.slow_lane and own and fund is Fund.ALLOWANCE and scene.person is not None

    async def _offer_slow(self, scene: Scene, request: ImageRequest) -> Said:
        number = await self._offers.make(scene, Offer("slow", request))
        buttons = scene.button(Action.TAKE, number), scene.button(Action.DISMISS, number)
        return Said(replace(scene.answer("offer.slow", *buttons), quiet_to=scene.whisper()))


def allowed(scene: Scene, request: ImageRequest) -> ImageRequest:
    """The request with a model that this group may use: the first of them where none is asked for. Raises `NotAllowed`."""
    models = () if scene.private or scene.group is None else scene.group.models
    if not models or request.model in models:
        return request
    if request.model is not None:
        raise NotAllowed("group.model_not_allowed", model=request.model, allowed=", ".join(models))
    return replace(request, model=models[0])


def free(order: Order) -> Order:
    """The same order, to be served from what is there."""
    lane = order.lane if order.lane is Lane.BATCH else Lane.READY
    return replace(order, fund=Fund.REUSED, lane=lane)


def _key(what: str, scene: Scene, usage: Usage) -> str:
    return f"{what}/{scene.incoming.chat}/{usage.rule.scope}/{usage.window.starts:%Y%m%d%H%M}"


def _ttl(scene: Scene, usage: Usage) -> float:
    return max(60.0, (usage.window.ends - scene.now).total_seconds())
