"""The audit log as a group's admins read it: people by name, changes in the reader's words."""

from __future__ import annotations

from bot.answers.account import limits_words
from bot.answers.members import Members
from bot.answers.scene import Scene
from bot.errors import BadOption
from bot.ports import Answer, Change, GroupStore
from bot.quota.limits import parse_limits

_NOTHING = "–"


class AuditLog:
    """Lines are kept in one language and with numbers of people, so that whoever is forgotten is forgotten there too."""

    def __init__(self, groups: GroupStore, members: Members) -> None:
        self._groups = groups
        self._members = members

    async def shown(self, scene: Scene, count: int) -> Answer:
        changes = await self._groups.audit(str(scene.incoming.chat), count)
        if not changes:
            return Answer(scene.say("audit.none"), quiet_to=scene.whisper())
        names = {who: await self._members.called(scene, who) for who in {change.actor for change in changes}}
        lines = [await self._line(scene, change, names[change.actor]) for change in changes]
        return Answer("\n".join([scene.say("audit.title"), *lines]), quiet_to=scene.whisper())

    async def _line(self, scene: Scene, change: Change, who: str) -> str:
        return scene.say(
            "audit.line",
            when=scene.texts.moment(scene.language, change.at, scene.timezone),
            who=who,
            what=await self._what(scene, change.what),
            old=_value(scene, change.old),
            new=_value(scene, change.new),
        )

    async def _what(self, scene: Scene, what: str) -> str:
        words, mark, number = what.partition("#")
        plain = words.partition(":")[0].strip()  # the command line names scopes: `limit ceiling:telegram:-100`
        said = _known(scene, f"audit.what.{plain.replace(' ', '_')}", plain)
        return f"{said} {await self._members.name(int(number))}" if mark and number.isdigit() else said


def _value(scene: Scene, value: str) -> str:
    if not value:
        return _NOTHING
    if value.startswith("moderation."):  # which words to say to the person: the key of a sentence
        return _known(scene, value, value)
    try:
        limits = parse_limits(value)
    except BadOption:
        return _known(scene, f"audit.value.{value}", value)
    return limits_words(scene, limits) if limits else _known(scene, f"audit.value.{value}", value)


def _known(scene: Scene, key: str, otherwise: str) -> str:
    """What an older or newer version wrote stays as it is."""
    return scene.say(key) if key in scene.texts.keys(scene.language) else otherwise
