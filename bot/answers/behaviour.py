"""How the bot behaves in a group, as its admins set it: when it listens, what it draws with, when it is quiet, whether it draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answers.scene import Scene
from bot.commands.entry import Command
from bot.commands.group import Pause, Resume, SetMode, SetModels, SetOffers, SetQuiet, SetSafe
from bot.errors import NotAllowed
from bot.model import GroupSettings
from bot.ports import Answer, GroupStore


@dataclass(frozen=True, slots=True)
class _Turn:
    """One change of the settings: what the audit log calls it, and the settings before and after."""

    what: str
    before: str
    after: str
    settings: GroupSettings


class Behaviour:
    """`model` raises `UnsupportedRequest` for a model that nobody here draws with."""

    def __init__(self, *, groups: GroupStore, model: Callable[[str], object]) -> None:
        self._groups = groups
        self._model = model

    def shown(self, scene: Scene) -> Answer:
        return _shown(scene, scene.group or GroupSettings())

    async def turn(self, scene: Scene, command: Command) -> Answer:
        """Raises `NotAllowed` for what is no setting of a group."""
        settings = scene.group or GroupSettings()
        for name in command.models if isinstance(command, SetModels) else ():
            self._model(name)  # a name mistyped would end all drawing here
        turn = _turned(settings, command)
        await self._groups.change(scene.incoming.chat, turn.settings, scene.change(turn.what, turn.before, turn.after))
        return _shown(scene, turn.settings)


def _shown(scene: Scene, settings: GroupSettings) -> Answer:
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
