"""What a group's admins decide in the group: limits, who is shut out, how the bot behaves there; and who changed what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answers.audit_log import AuditLog
from bot.answers.limit_list import LimitList
from bot.answers.limits import GroupLimits
from bot.answers.members import Members
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.group import (
    Audit,
    Block,
    Pause,
    Resume,
    SetLimit,
    SetMode,
    SetModels,
    SetOffers,
    SetQuiet,
    SetSafe,
    ShowGroup,
    ShowLimits,
    Unblock,
)
from bot.errors import NotAllowed
from bot.model import GroupSettings, ScopeKind
from bot.ports import Answer, GroupStore


@dataclass(frozen=True, slots=True)
class _Turn:
    """One change of the settings: what the audit log calls it, and the settings before and after."""

    what: str
    before: str
    after: str
    settings: GroupSettings


class Governance:
    """`model` raises `UnsupportedRequest` for a model that nobody here draws with."""

    def __init__(
        self,
        *,
        groups: GroupStore,
        limits: GroupLimits,
        listed: LimitList,
        members: Members,
        log: AuditLog,
        model: Callable[[str], object],
    ) -> None:
        self._groups = groups
        self._log = log
        self._limits = limits
        self._list = listed
        self._members = members
        self._model = model

    commands = (
        ShowLimits,
        SetLimit,
        Block,
        Unblock,
        ShowGroup,
        SetMode,
        SetQuiet,
        SetModels,
        SetSafe,
        SetOffers,
        Pause,
        Resume,
        Audit,
    )

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for whoever is no admin of this group now."""
        persons = isinstance(command, SetLimit) and command.scope is ScopeKind.PERSON
        if scene.private and not (persons and scene.owner):
            raise NotAllowed("group.only")
        await self._members.admin(scene)
        match command:
            case ShowLimits():
                return Said(await self._list.shown(scene))
            case SetLimit():
                return Said(await self._limits.set(scene, command))
            case Block(whom=whom):
                return Said(await self._limits.block(scene, whom, blocked=True))
            case Unblock(whom=whom):
                return Said(await self._limits.block(scene, whom, blocked=False))
            case ShowGroup():
                return Said(self._shown(scene, scene.group or GroupSettings()))
            case Audit(count=count):
                return Said(await self._log.shown(scene, count))
            case _:
                return Said(await self._turn(scene, command))

    # ── how the bot behaves here ──

    async def _turn(self, scene: Scene, command: Command) -> Answer:
        settings = scene.group or GroupSettings()
        for name in command.models if isinstance(command, SetModels) else ():
            self._model(name)  # a name mistyped would end all drawing here
        turn = _turned(settings, command)
        await self._groups.change(scene.incoming.chat, turn.settings, scene.change(turn.what, turn.before, turn.after))
        return self._shown(scene, turn.settings)

    def _shown(self, scene: Scene, settings: GroupSettings) -> Answer:
        quiet = settings.quiet
        lines = [
            scene.say("group.title"),
            scene.say("group.mode", mode=scene.say(f"mode.{settings.mode.value}")),
            scene.say("group.quiet", hours=f"{_hour(quiet[0])}-{_hour(quiet[1])}")
            if quiet
            else scene.say("group.quiet_none"),
            scene.say("group.safe_strict" if settings.strict else "group.safe_normal"),
            scene.say("group.models", models=", ".join(settings.models))
            if settings.models
            else scene.say("group.models_all"),
            scene.say("group.offers_on" if settings.offers else "group.offers_off"),
            *_places(scene, settings),
            scene.say("group.paused") if settings.paused else scene.say("group.running"),
        ]
        return Answer("\n".join(lines))


def _places(scene: Scene, settings: GroupSettings) -> list[str]:
    """Language and zone, where the group has its own."""
    lines: list[str] = []
    if settings.language:
        lines.append(scene.say("group.language", language=scene.texts.name(settings.language)))
    if settings.timezone:
        lines.append(scene.say("group.timezone", zone=settings.timezone))
    return lines


def _turned(settings: GroupSettings, command: Command) -> _Turn:
    match command:
        case SetMode(mode=mode):
            return _Turn("mode", settings.mode.value, mode.value, replace(settings, mode=mode))
        case SetQuiet(hours=hours):
            return _Turn("quiet", _hours(settings.quiet), _hours(hours), replace(settings, quiet=hours))
        case SetModels(models=models):
            return _Turn("models", " ".join(settings.models), " ".join(models), replace(settings, models=models))
        case SetSafe(strict=strict):
            return _Turn("safe", _safe(settings.strict), _safe(strict), replace(settings, strict=strict))
        case SetOffers(on=on):
            return _Turn("offers", _switch(settings.offers), _switch(on), replace(settings, offers=on))
        case Pause() | Resume():
            paused = isinstance(command, Pause)
            return _Turn("drawing", _switch(not settings.paused), _switch(not paused), replace(settings, paused=paused))
        case _:
            raise NotAllowed("group.unsupported")


def _safe(strict: bool) -> str:
    return "strict" if strict else "normal"


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _hours(hours: tuple[int, int] | None) -> str:
    return "" if hours is None else f"{_hour(hours[0])}-{_hour(hours[1])}"


def _hour(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
