"""What belongs to one person: their quota and their queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.member import ShowQuota
from bot.commands.picture import Cancel, Status
from bot.errors import NotAllowed, NotFound, QuotaExceeded
from bot.model import Action, Job, Limit, Quota, ScopeKind, State, Usage
from bot.ports import Answer, JobStore, QuotaStore


class Account:
    def __init__(
        self,
        *,
        quota: QuotaStore,
        jobs: JobStore,
        limits: Mapping[ScopeKind, Sequence[Limit]],
    ) -> None:
        self._quota = quota
        self._jobs = jobs
        self._limits = limits

    commands = (ShowQuota, Status, Cancel)

    async def answer(self, scene: Scene, command: Command) -> Said:
        match command:
            case ShowQuota():
                return await self.quota(scene)
            case Status():
                return await self.status(scene)
            case Cancel(code=code):
                return await self.cancel(scene, code)
            case _:
                raise NotAllowed("command.not_here")

    # ── quota ──

    async def quota(self, scene: Scene) -> Said:
        """What is left, what running jobs hold, which rule binds, and when it resets where the person lives."""
        person = scene.someone()
        quota = await self._quota.quota(person, scene.incoming.chat, scene.timezone, self._limits, scene.now)
        return Said(Answer(quota_words(scene, quota), quiet_to=scene.whisper()))

    # ── the queue ──

    async def status(self, scene: Scene) -> Said:
        """What they asked for here; in private everything. A group is not told what somebody draws elsewhere."""
        jobs = await self._jobs.unfinished(scene.someone().id)
        jobs = [job for job in jobs if scene.private or job.address.chat == scene.incoming.chat.id]
        if not jobs:
            return Said(scene.answer("status.none"))
        lines = [await self._status_line(scene, job) for job in jobs]
        rows = tuple((scene.button(Action.CANCEL, job.id),) for job in jobs if job.state is State.ACCEPTED)[:1]
        return Said(Answer("\n".join([scene.say("status.title"), *lines]), buttons=rows))

    async def _status_line(self, scene: Scene, job: Job) -> str:
        prompt = " ".join(job.request.prompt.split())[:60]
        if job.state is not State.ACCEPTED:
            return scene.say(f"status.{job.state.value}", code=job.id, prompt=prompt)
        position = await self._jobs.position(job.id, scene.now)
        place = scene.texts.ordinal(scene.language, position.ahead + 1)
        wait = "" if position.seconds is None else scene.texts.duration(scene.language, position.seconds)
        return scene.say("status.accepted", code=job.id, prompt=prompt, place=place, wait=wait)

    async def cancel(self, scene: Scene, code: int | None) -> Said:
        """Cancel that job, else the newest unfinished one; the units come back. Raises `NotFound`."""
        person = scene.someone()
        if code is None:
            jobs = await self._jobs.unfinished(person.id)
            if not jobs:
                raise NotFound("status.none")
            code = jobs[-1].id
        job = await self._jobs.get(code)
        if job is None or job.person != person.id:
            raise NotAllowed("press.stranger") if scene.incoming.press else NotFound("get.unknown", code=code)
        cancelled = await self._jobs.cancel(code, person.id, scene.now)
        if cancelled is None:
            raise NotFound("cancel.over" if job.state.ended else "cancel.too_late", code=code)
        return Said(scene.answer("cancel.done", code=code, count=cancelled.units), toast=scene.say("cancel.toast"))


def quota_words(scene: Scene, quota: Quota) -> str:
    """Every rule on a line, then the one that binds and when it starts anew."""
    lines = [scene.say("quota.title")]
    usages = tuple(
        usage for usage in quota.usages if usage.rule.kind is not ScopeKind.BUDGET
    )  # money is the operator's
    lines += [usage_line(scene, usage) for usage in usages]
    if not usages:
        lines.append(scene.say("quota.unlimited"))
    if quota.pack:
        lines.append(scene.say("quota.pack", count=quota.pack))
    if binding := quota.binding:
        resets = scene.texts.moment(scene.language, binding.window.ends, scene.timezone, scene.now)
        lines.append(scene.say("quota.binds", rule=rule_name(scene, binding), resets=resets))
    return "\n".join(lines)


def usage_line(scene: Scene, usage: Usage) -> str:
    key = "quota.line_held" if usage.held else "quota.line"
    return scene.say(
        key, rule=rule_name(scene, usage), left=usage.left, amount=usage.rule.limit.amount, held=usage.held
    )


def limits_words(scene: Scene, limits: Sequence[Limit]) -> str:
    """`10/day, 200/month`, as the reader's language writes it and the commands read it."""
    return ", ".join(scene.say(f"limit.each_{limit.window.value}", amount=limit.amount) for limit in limits)


def rule_name(scene: Scene, usage: Usage) -> str:
    return scene.say(f"rule.{usage.rule.kind.value}.{usage.window.kind.value}")


def _used_up(scene: Scene, usage: Usage) -> str:
    resets = scene.texts.moment(scene.language, usage.window.ends, scene.timezone, scene.now)
    key = f"quota.exceeded_{usage.rule.kind.value}"
    return scene.say(key, rule=rule_name(scene, usage), amount=usage.rule.limit.amount, resets=resets)


def _too_much(scene: Scene, error: QuotaExceeded) -> str:
    """Something is left, but not for so much at once."""
    usage, units = error.usage, error.units
    rule, amount = rule_name(scene, usage), usage.rule.limit.amount
    if units > amount:
        return scene.say("quota.too_big", units=units, rule=rule, amount=amount)
    resets = scene.texts.moment(scene.language, usage.window.ends, scene.timezone, scene.now)
    return scene.say("quota.short", units=units, left=usage.left, amount=amount, rule=rule, resets=resets)


def exceeded_words(scene: Scene, error: QuotaExceeded) -> str:
    """Which rule is used up, what running jobs hold of it, and when it starts anew in the person's own zone."""
    usage = error.usage
    if usage.rule.limit.amount == 0:  # nothing renews
        return scene.say("quota.none", rule=rule_name(scene, usage))
    words = _too_much(scene, error) if error.short else _used_up(scene, usage)
    return f"{words}\n{scene.say('quota.held', count=usage.held)}" if usage.held else words
