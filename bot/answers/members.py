"""Who is who in a group: who may decide there, and who is meant by a name in a command."""

from __future__ import annotations

from bot.answers.scene import Scene
from bot.commands.group import Whom
from bot.errors import NotAllowed, NotFound
from bot.model import Identity, Person, Role
from bot.ports import OfficeStore, PeopleStore


class Members:
    def __init__(self, people: PeopleStore, office: OfficeStore, *, language: str, timezone: str) -> None:
        self._people = people
        self._office = office
        self._language = language
        self._timezone = timezone

    async def is_admin(self, scene: Scene) -> bool:
        """What the platform says now; owners of the service and whoever claimed the group count everywhere."""
        sender = scene.incoming.sender
        if scene.owner or scene.incoming.role is Role.ADMIN:
            return True
        if sender is None or scene.private or scene.incoming.role is Role.MEMBER:
            return False
        if scene.group is not None and sender in scene.group.claimed_by:
            return True
        return await scene.platform.is_admin(scene.incoming.chat, sender)

    async def admin(self, scene: Scene) -> None:
        """Raises `NotAllowed` for whoever is not an admin of this chat now."""
        if not await self.is_admin(scene):
            raise NotAllowed("admin.only")

    async def runs(self, scene: Scene, person: int) -> bool:
        """Whether one of somebody's accounts is an admin of this chat."""
        chat = scene.incoming.chat
        claimed = scene.group.claimed_by if scene.group is not None else ()
        for account in await self.accounts(person):
            if account.platform == chat.platform and (
                account in claimed or await scene.platform.is_admin(chat, account)
            ):
                return True
        return False

    async def meant(self, scene: Scene, whom: Whom) -> Person:
        """The person named, mentioned or replied to. Raises `NotFound` for somebody we have never met."""
        identity = self._pointed(scene, whom)
        if identity is not None:
            return await self._people.person(identity, self._language, self._timezone)
        found = await self._people.find(scene.incoming.chat.platform, whom.text) if whom.text else None
        if found is None:
            raise NotFound("person.unknown" if whom.text else "person.whom", name=whom.text)
        return found

    def _pointed(self, scene: Scene, whom: Whom) -> Identity | None:
        incoming = scene.incoming
        word = whom.text.removeprefix("@").casefold()
        for mention in incoming.mentions:
            if not word or word in {mention.account.casefold(), mention.name.removeprefix("@").casefold()}:
                return mention
        if not word and incoming.replied is not None:
            return incoming.replied.sender
        return None

    async def accounts(self, person: int) -> tuple[Identity, ...]:
        """Every account of somebody, as far as they are not forgotten."""
        found = await self._office.accounts(1, before=person + 1)
        return next((account.identities for account in found if account.person.id == person), ())

    async def person(self, number: int) -> Person | None:
        found = await self._office.accounts(1, before=number + 1)
        return next((account.person for account in found if account.person.id == number), None)

    async def name(self, person: int) -> str:
        return (await self._people.names([person])).get(person, f"#{person}")

    async def called(self, scene: Scene, who: str) -> str:
        """Whoever set or changed something, as people call them: logs and rules keep accounts."""
        platform, mark, _ = who.partition(":")
        if not mark:
            key = f"who.{who}"
            return scene.say(key) if key in scene.texts.keys(scene.language) else who
        if who.endswith("/admin"):
            return scene.say("who.admin")
        found = await self._people.find(platform, who)
        return who if found is None else await self.name(found.id)
