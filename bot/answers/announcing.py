"""Announcing an order that was taken in: its place in the queue, in one waiting message; a warning when little is left."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.answers.account import rule_name
from bot.answers.scene import Said, Scene
from bot.errors import MessageGone
from bot.imminent import Imminent
from bot.model import Action, Job, State, Usage
from bot.ports import Accepted, Answer, ChatPlatform, JobStore, NoticeStore, Pending


class Announcing:
    def __init__(self, *, jobs: JobStore, notices: NoticeStore, imminent: Imminent) -> None:
        self._jobs = jobs
        self._notices = notices
        self._imminent = imminent

    def taken(self, scene: Scene, accepted: Accepted, note: str) -> Said:
        """The first words about an order, with a `note` below them."""
        return Said(
            then=partial(self._announced, scene.platform, accepted.job),
            late=partial(self._queued, scene, accepted, note),
        )

    def changed(self, scene: Scene, accepted: Accepted) -> Said:
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

    async def _warning(self, scene: Scene, near: Usage | None) -> str:
        """One line when this order took a rule over its last fifth, once in that rule's window."""
        if near is None or scene.person is None:
            return ""
        key = f"near/{scene.incoming.chat}/{near.rule.scope}/{near.window.starts:%Y%m%d%H%M}"
        left = max(60.0, (near.window.ends - scene.now).total_seconds())
        return self._near(scene, near) if await self._notices.once(key, scene.now, left) else ""

    def _near(self, scene: Scene, near: Usage) -> str:
        resets = scene.texts.moment(scene.language, near.window.ends, scene.timezone, scene.now)
        amount = near.rule.limit.amount
        return scene.say("quota.near", rule=rule_name(scene, near), left=near.left, amount=amount, resets=resets)
