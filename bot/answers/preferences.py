"""Language and time zone: of one person, or with `group` of a whole group, which its admins decide."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.members import Members
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.member import Language, TimeZone
from bot.errors import NotAllowed
from bot.model import GroupSettings
from bot.ports import Answer, GroupStore, PeopleStore
from bot.quota.zones import read_zone


class Preferences:
    def __init__(self, *, people: PeopleStore, groups: GroupStore, members: Members) -> None:
        self._people = people
        self._groups = groups
        self._members = members

    commands = (Language, TimeZone)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` for a group's settings where there is no group, or for whoever is no admin of it."""
        match command:
            case Language(word=None):
                return Said(scene.answer("lang.show", languages=scene.texts.named()))
            case Language(word=str() as word, group=group):
                return await self._language(scene, scene.texts.language(word), group=group)
            case TimeZone(name=None, group=group):
                return Said(scene.answer("tz.show", zone=scene.here if group else scene.timezone))
            case TimeZone(name=str() as name, group=group):
                return await self._timezone(scene, read_zone(name), group=group)
            case _:
                raise NotAllowed("command.not_here")

    async def _language(self, scene: Scene, language: str, *, group: bool) -> Said:
        if group:
            settings = await self._admins_only(scene)
            await self._change(scene, replace(settings, language=language), "language", settings.language, language)
            return Said(Answer(scene.texts.say(language, "lang.group_changed")))
        await self._people.set_language(scene.someone().id, language)
        return Said(Answer(scene.texts.say(language, "lang.changed")))

    async def _timezone(self, scene: Scene, zone: str, *, group: bool) -> Said:
        now = scene.texts.moment(scene.language, scene.now, zone)
        if group:
            settings = await self._admins_only(scene)
            await self._change(scene, replace(settings, timezone=zone), "timezone", settings.timezone, zone)
            return Said(scene.answer("tz.group_changed", zone=zone, now=now))
        await self._people.set_timezone(scene.someone().id, zone)
        return Said(scene.answer("tz.changed", zone=zone, now=now))

    async def _admins_only(self, scene: Scene) -> GroupSettings:
        if scene.private:
            raise NotAllowed("group.only")
        await self._members.admin(scene)
        return scene.group or GroupSettings()

    async def _change(self, scene: Scene, settings: GroupSettings, what: str, old: str | None, new: str) -> None:
        await self._groups.change(scene.incoming.chat, settings, scene.change(what, old or "", new))
