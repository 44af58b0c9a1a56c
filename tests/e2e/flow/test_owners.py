"""What owners of the service do by chat, and nobody else: money back, a word to everybody, the order of providers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import DeliveryError, NotFound, SlowDown, Unreachable
from bot.model import Action, Address, Chat, ChatKind, Identity, Role
from bot.ports import Answer, Invoice, Traits
from tests.e2e.flow.stage import Stage, open_stage
from tests.fakes.chat import FakeChat

BOB = Identity("fake", "8", "Bob")
ADMIN = Identity("fake", "1", "Root")
OWNER = Identity("fake", "99", "Owner")


@dataclass(eq=False)
class Shop(FakeChat):
    """A platform that sells: who was paid back, and the charges it knows."""

    traits: Traits = field(default_factory=lambda: Traits(sells=True))
    charges: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    returned: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    async def bill(self, to: Address, invoice: Invoice) -> str | None:
        return await self.say(to, Answer(invoice.title))

    async def payer(self, charge: str) -> Identity | None:
        return None

    async def give_back(self, buyer: Identity, charge: str) -> bool:
        if (buyer.account, charge) not in self.charges:
            raise NotFound("refund.nothing", code=charge)
        self.returned.append((buyer.account, charge))
        return len(self.returned) == 1


@dataclass(eq=False)
class Deaf(FakeChat):
    """Some chats cannot be reached; `slow` times it asks for patience first."""

    lost: set[str] = field(default_factory=set[str])
    slow: int = 0

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:
        if to.chat in self.lost:
            fault: DeliveryError = Unreachable("blocked")
            raise fault
        if answer.text == "News!" and self.slow:
            self.slow -= 1
            raise SlowDown("wait", retry_after=0.01)
        return await super().say(to, answer, edit=edit)


async def tell(stage: Stage, text: str, sender: Identity = OWNER) -> str:
    await stage.type(text, sender=sender)
    await stage.told()
    return stage.chat.said[-1]


def yes(stage: Stage) -> int:
    return next(
        button.subject
        for shown in reversed(stage.chat.shown.values())
        if shown.answer
        for row in shown.answer.buttons
        for button in row
        if button.action is Action.CONFIRM
    )


async def test_a_payment_goes_back_once_money_first(tmp_path: Path) -> None:
    shop = Shop(charges={("7", "stars-abc")})
    async with open_stage(tmp_path, chat=shop, owners="fake:99") as stage:
        packs, now = stage.house.store.packs, stage.house.clock.now()
        await stage.type("/help")
        await packs.purchase(1, 10, "stars-abc", "10 units", now)
        await packs.purchase(1, 5, "elsewhere", "5 units", now)
        assert await tell(stage, "/refund stars-abc please", BOB) == stage.house.texts.say("en", "owner.only")
        assert "stars-abc: 10 units" in await tell(stage, "/refund stars-abc asked for it")
        assert shop.returned == [("7", "stars-abc")]
        assert "was taken back before" in await tell(stage, "/refund stars-abc")
        for charge in ("elsewhere", "unheard-of"):
            assert "nothing to give back" in await tell(stage, f"/refund {charge}")
        assert await packs.balance(1) == 5


async def test_a_broadcast_is_asked_about_and_reaches_everybody_once(tmp_path: Path) -> None:
    chat = Deaf(lost={"9"}, slow=2)
    async with open_stage(tmp_path, chat=chat, work=False, owners="fake:99") as stage:
        for account in ("7", "8", "9"):
            who = Identity("fake", account, account)
            await stage.type("a fox", sender=who, chat=Chat("fake", account, ChatKind.PRIVATE))
        await stage.type("/imagine a fox", chat=stage.club)
        asked = await tell(stage, "/broadcast News!")
        assert "News!" in asked
        assert "4" in asked
        number = yes(stage)
        await stage.press(Action.CONFIRM, number, sender=BOB)
        await stage.press(Action.CONFIRM, number, sender=OWNER)
        assert await chat.heard("Sent to") == stage.house.texts.say("en", "broadcast.done", sent=3, failed=1)
        assert sorted(s.chat for s in chat.shown.values() if s.answer and s.answer.text == "News!") == [
            "-100",
            "7",
            "8",
        ]
        assert len(await stage.house.store.office.reachable("fake")) == 3
        await stage.press(Action.CONFIRM, number, sender=OWNER)
        await stage.told()
        assert chat.said.count("News!") == 3
        assert await stage.house.store.jobs.unfinished(1) != []  # a yes to a broadcast forgets nobody


async def test_a_broadcast_stops_with_the_house_and_goes_on_where_it_was(tmp_path: Path) -> None:
    first = Deaf(slow=1_000_000)
    async with open_stage(tmp_path, chat=first, work=False, owners="fake:99") as stage:
        await stage.type("a fox")
        await tell(stage, "/broadcast News!")
        number = yes(stage)
        await stage.press(Action.CONFIRM, number, sender=OWNER)
        async with asyncio.timeout(60):
            while first.slow == 1_000_000:
                await asyncio.sleep(0.001)
    again = Deaf()
    async with open_stage(tmp_path, chat=again, work=False, owners="fake:99") as stage:
        await stage.type("/help", event="later", sender=OWNER)
        await stage.press(Action.CONFIRM, number, sender=OWNER)
        assert await again.heard("Sent to") == stage.house.texts.say("en", "broadcast.done", sent=1, failed=0)
        assert again.said.count("News!") == 1


async def test_the_order_of_providers_is_changed_for_every_worker(tmp_path: Path) -> None:
    async with open_stage(tmp_path, owners="fake:99") as stage:
        assert "order" in await tell(stage, "/providers fake")
        assert "fake" in await tell(stage, "/providers gemini")
        assert stage.house.client.status()[0].id == "fake/here/key1"
        log = await stage.house.store.groups.audit(None, 5)
        assert [(change.actor, change.what) for change in log] == [("fake:99", "providers")]


async def test_owners_set_a_persons_limit_and_look_into_other_chats(tmp_path: Path) -> None:
    async with open_stage(tmp_path, owners="fake:99", quota_person="1/day") as stage:
        await stage.type("/imagine a fox", chat=stage.club)
        await stage.chat.until(1)
        await stage.ended(1)
        assert await tell(stage, "/limit person @Ann 5/day", BOB) == stage.house.texts.say("en", "group.only")
        assert "5/day" in await tell(stage, "/limit person @Ann 5/day")
        await stage.type("a cat")
        await stage.chat.until(2)
        assert "settings" in await tell(stage, "/limit service 5/day --chat fake:-100")
        assert "100" in await tell(stage, "/limit group 100/day --chat fake:-100")
        before = len(stage.chat.said)
        await stage.type("/report 7d --chat fake:-100", sender=OWNER)
        await stage.told()
        assert len(stage.chat.said) == before + 1
        assert any(s.answer and s.answer.picture and s.chat == "7" for s in stage.chat.shown.values())
        old_new = [(c.what, c.old, c.new) for c in await stage.house.store.groups.audit(None, 5)]
        assert old_new == [("limit group", "default", "100/day"), ("limit person #1", "default", "5/day")]


async def test_owners_and_admins_are_not_shut_out(tmp_path: Path) -> None:
    async with open_stage(tmp_path, owners="fake:99") as stage:
        stage.chat.admins = {"1"}
        texts = stage.house.texts
        for who in (ADMIN, BOB, OWNER):
            await stage.type("/help", chat=stage.club, sender=who)
        assert await tell(stage, "/ban @Owner") == texts.say("en", "ban.owner")
        await stage.type("/block @Root", chat=stage.club, sender=OWNER)
        await stage.told()
        assert stage.chat.said[-1] == texts.say("en", "block.admin")
        assert "until" in await tell(stage, "/ban @Bob 7d spam")
        assert "until" not in await tell(stage, "/ban @Bob")


async def test_the_log_names_people_until_they_are_forgotten(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        await stage.type("/help", chat=stage.club, sender=BOB)
        for words in ("/limit group 9/day", "/limit group 500/day", "/limit @Bob off", "/block @Bob", "/audit"):
            await stage.type(words, chat=stage.club, sender=ADMIN)
        await stage.told()
        log = stage.chat.said[-1]
        assert "limit group: 9/day → 500/day" in log
        assert "limit member Bob: default → off" in log
        assert "block Bob: allowed → blocked" in log
        await stage.house.store.privacy.forget(1, stage.house.clock.now())
        await stage.type("/audit", chat=stage.club, sender=ADMIN)
        await stage.told()
        assert "Bob" not in stage.chat.said[-1]


async def test_limits_are_shown_whole_to_an_anonymous_admin_too(tmp_path: Path) -> None:
    async with open_stage(tmp_path, quota_group="200/day") as stage:
        stage.chat.admins = {"1"}
        await stage.type("/help", chat=stage.club, sender=BOB)
        for words in ("/limit group 500/day", "/limit member 5/day", "/limit @Bob off"):
            await stage.type(words, chat=stage.club, sender=ADMIN)
        await stage.told()
        assert stage.house.texts.say("en", "limit.capped", limits="200/day") in stage.chat.said
        await stage.type("/limit", chat=stage.club, sender=None, role=Role.ADMIN)
        await stage.told()
        shown = stage.chat.said[-1]
        assert "0 of 200 used (set by the operator)" in shown
        assert "every member: 5/day (set by Root)" in shown
        assert "Bob: no limit" in shown
