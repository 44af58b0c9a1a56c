"""The service at a glance for its owners: the queue, the providers, and setting one of them aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.operator import Drain, Panel, SetProviders, ShowProviders
from bot.errors import BadOption, NotAllowed, NotFound
from bot.model import State
from bot.ports import Answer, OfficeStore, ReportStore
from bot.resilience import TargetStatus

_ASIDE = timedelta(days=3650)  # until somebody says otherwise


class Targets(Protocol):
    """What the resilient client lets an owner see and do."""

    def status(self) -> tuple[TargetStatus, ...]: ...

    def set_aside(self, name: str, until: datetime, reason: str) -> int: ...

    def restore(self, name: str) -> int: ...

    def prefer(self, services: Sequence[str]) -> None: ...


class Control:
    """`url` is where the dashboard is, or empty."""

    def __init__(self, *, reports: ReportStore, office: OfficeStore, targets: Targets, url: str) -> None:
        self._reports = reports
        self._office = office
        self._targets = targets
        self._url = url

    commands = (Panel, ShowProviders, SetProviders, Drain)

    async def answer(self, scene: Scene, command: Command) -> Said:
        if not scene.owner:
            raise NotAllowed("owner.only")
        match command:
            case Panel():
                return Said(await self._panel(scene))
            case Drain(provider=provider, on=on):
                return Said(self._drained(scene, provider, on=on))
            case SetProviders(order=order):
                return Said(await self._ordered(scene, order))
            case _:
                return Said(self._shown(scene))

    async def _panel(self, scene: Scene) -> Answer:
        backlog = await self._reports.backlog(scene.now)
        today = await self._reports.tallies(None, scene.now - timedelta(days=1), scene.now, scene.timezone)
        spends = await self._reports.spends(scene.now - timedelta(days=1), scene.now, scene.timezone)
        return scene.answer(
            "panel.text",
            waiting=backlog.states.get(State.ACCEPTED, 0),
            drawing=backlog.states.get(State.DRAWING, 0),
            delivered=sum(t.units for t in today if t.state in {State.DELIVERED, State.WAITING}),
            failed=sum(t.jobs for t in today if t.state is State.REFUNDED),
            spent=scene.texts.money(scene.language, sum(spend.micros for spend in spends)),
            url=self._url,
        )

    async def _ordered(self, scene: Scene, order: tuple[str, ...]) -> Answer:
        """Raises `BadOption` for a provider that is not here."""
        known = [status.id.partition("/")[0] for status in self._targets.status()]
        for name in order:
            if name not in known:
                raise BadOption("option.provider", value=name, hint=", ".join(dict.fromkeys(known)))
        before = list(dict.fromkeys(known))
        self._targets.prefer(order)
        after = [*order, *(name for name in before if name not in order)]
        await self._office.record(scene.change("providers", " ".join(before), " ".join(after)))
        return scene.answer("providers.ordered", order=", ".join(after))

    def _drained(self, scene: Scene, provider: str, *, on: bool) -> Answer:
        until = scene.now + _ASIDE
        found = (
            self._targets.set_aside(provider, until, f"drained by {scene.actor}")
            if on
            else self._targets.restore(provider)
        )
        if not found:
            raise NotFound("drain.which")
        return scene.answer("drain.on" if on else "drain.off", provider=provider)

    def _shown(self, scene: Scene) -> Answer:
        lines = [
            scene.say(
                "providers.line",
                name=status.id,
                state=status.state,
                spent=scene.texts.money(scene.language, status.micros_today),
                reason=status.reason,
            )
            for status in self._targets.status()
        ]
        return Answer("\n".join([scene.say("providers.title"), *lines]))
