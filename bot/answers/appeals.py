"""Appeals: somebody who was stopped asks a human; an owner reads them and decides."""

from __future__ import annotations

from bot.answers.owners import Owners
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.member import Appeal
from bot.commands.operator import DecideAppeal, ShowAppeals
from bot.errors import BadPrompt, NotAllowed, NotFound
from bot.ports import Answer, BanStore, Change, GroupStore, NoticeStore, OfficeStore, PeopleStore, StrikeStore

_OPEN, _DECIDED = "appeal", "appeal decided"
_DAY = 86_400.0
_SHOWN = 500


class Appeals:
    """An appeal's number is its person's: one person has one open appeal at a time."""

    def __init__(
        self,
        *,
        office: OfficeStore,
        groups: GroupStore,
        people: PeopleStore,
        strikes: StrikeStore,
        bans: BanStore,
        notices: NoticeStore,
        owners: Owners,
    ) -> None:
        self._office = office
        self._groups = groups
        self._people = people
        self._strikes = strikes
        self._bans = bans
        self._notices = notices
        self._owners = owners

    commands = (Appeal, ShowAppeals, DecideAppeal)

    async def answer(self, scene: Scene, command: Command) -> Said:
        match command:
            case Appeal(text=text):
                return Said(await self._sent(scene, text))
            case ShowAppeals() if scene.owner:
                return Said(await self._shown(scene))
            case DecideAppeal(appeal=number, granted=granted) if scene.owner:
                return Said(await self._decided(scene, number, granted=granted))
            case _:
                raise NotAllowed("owner.only")

    async def _sent(self, scene: Scene, text: str) -> Answer:
        person = scene.someone()
        if not text.strip():
            raise BadPrompt("appeal.empty")
        if not await self._notices.once(f"appeal/{person.id}", scene.now, _DAY):
            return scene.answer("appeal.often")
        await self._office.record(Change(scene.actor, str(person.id), _OPEN, "", text[:_SHOWN], scene.now))
        names = await self._people.names([person.id])
        when = scene.texts.moment(scene.language, scene.now, scene.timezone)
        name = names.get(person.id, scene.actor)
        await self._owners.tell("appeal.line", number=person.id, when=when, name=name, text=text[:_SHOWN])
        return scene.answer("appeal.sent")

    async def _open(self) -> list[Change]:
        """Newest first, those without a later decision."""
        decided: set[str] = set()
        found: list[Change] = []
        for change in await self._groups.audit(None, 1_000):
            if change.what == _DECIDED:
                decided.add(change.chat)
            elif change.what == _OPEN and change.chat not in decided:
                found.append(change)
        return found

    async def _shown(self, scene: Scene) -> Answer:
        lines = [
            scene.say(
                "appeal.line",
                number=int(change.chat),
                when=scene.texts.moment(scene.language, change.at, scene.timezone),
                name=change.actor,
                text=change.new,
            )
            for change in await self._open()
        ]
        return Answer("\n".join([scene.say("appeal.title"), *lines]) if lines else scene.say("appeal.none"))

    async def _decided(self, scene: Scene, number: int, *, granted: bool) -> Answer:
        if not any(change.chat == str(number) for change in await self._open()):
            raise NotFound("appeal.unknown", number=number)
        decision = Change(scene.actor, str(number), _DECIDED, "", "granted" if granted else "rejected", scene.now)
        if granted:
            await self._strikes.pardon(number, decision)
            if await self._shut_out(number, scene):
                await self._bans.unban(number, scene.change(f"unban #{number}", "banned", ""))
        else:
            await self._office.record(decision)
        await self._owners.tell_person(number, "appeal.granted" if granted else "appeal.rejected")
        return scene.answer("appeal.decided", number=number)

    async def _shut_out(self, number: int, scene: Scene) -> bool:
        accounts = await self._office.accounts(1, before=number + 1)
        return any(one.person.id == number and (one.person.banned_until or scene.now) > scene.now for one in accounts)
