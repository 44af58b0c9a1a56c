"""Who may do what in a group: every row of the table in docs/groups.md, tried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Action, Chat, ChatKind, Identity, Incoming, Press, Role
from bot.ports import Change
from tests.e2e.flow.stage import Stage, open_stage

BOB = Identity("fake", "8", "Bob")
ROOT = Identity("fake", "1", "Root")
OWNER = Identity("fake", "99", "Owner")
PAGE = Path(__file__).parents[3] / "docs" / "groups.md"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the table: how their messages look, who the admins are then, and what has happened before.

    `gone`: the platform says of everything they still send that they have left.
    """

    sender: Identity | None = BOB
    role: Role = Role.UNKNOWN
    admins: frozenset[str] = frozenset({"1"})
    before: Callable[[Stage], Awaitable[None]] | None = None
    private: bool = False
    gone: bool = False


async def claimed(stage: Stage) -> None:
    settings = await stage.house.store.groups.settings(stage.club)
    change = _change(stage, "claim")
    await stage.house.store.groups.change(stage.club, replace(settings, claimed_by=(BOB,)), change)


async def elsewhere(stage: Stage) -> None:
    """Bob is an admin of another group, and has settled things there."""
    other = Chat("fake", "-200", ChatKind.GROUP, title="Other")
    await stage.type("/limit group 5/day", chat=other, sender=BOB, role=Role.ADMIN)
    assert await stage.house.store.groups.rules(other)


async def blocked(stage: Stage) -> None:
    await stage.type("/block @Bob", chat=stage.club, sender=ROOT)


async def banned(stage: Stage) -> None:
    until = stage.house.clock.now() + timedelta(days=1)
    await stage.house.store.bans.ban(await number(stage, BOB), until, _change(stage, "ban"))


async def forgotten(stage: Stage) -> None:
    await stage.house.store.privacy.forget(await number(stage, BOB), stage.house.clock.now())


async def number(stage: Stage, who: Identity) -> int:
    return (await stage.house.store.people.person(who, "en", "UTC")).id


def _change(stage: Stage, what: str) -> Change:
    return Change("test", str(stage.club), what, "", "", stage.house.clock.now())


PEOPLE = {
    "member": Who(),
    "admin": Who(ROOT),
    "former admin": Who(ROOT, admins=frozenset()),
    "admin of another group": Who(before=elsewhere),
    "anonymous admin": Who(None, Role.ADMIN),
    "channel": Who(None, Role.MEMBER),
    "whoever claimed the group": Who(before=claimed),
    "owner of the service": Who(OWNER),
    "owner in another chat": Who(OWNER, private=True),
    "shut out with /block": Who(before=blocked),
    "banned by the operator": Who(before=banned),
    "deleted account": Who(before=forgotten, gone=True),
    "deleted and come back": Who(before=forgotten),
}


def table() -> dict[str, dict[str, bool]]:
    """The rows of docs/groups.md: who, and what they may."""
    lines = PAGE.read_text("utf-8").partition("## Who may do what")[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    names = rows[0][1:]
    return {row[0]: {name: cell == "yes" for name, cell in zip(names, row[1:], strict=True)} for row in rows[2:]}


def test_every_row_is_tried() -> None:
    assert set(table()) == set(PEOPLE)
    assert all(len(row) == len(TRIED) for row in table().values())


# ── what is tried ──


class Trial:
    """One of them in the club, where a picture of Ann's hangs already."""

    def __init__(self, stage: Stage, who: Who) -> None:
        self.stage = stage
        self.who = who

    async def say(self, text: str, press: Press | None = None, *, to_club: bool = False) -> str:
        """What the bot answers. Whoever is not in the club asks from their private chat, for the club."""
        chat = self.stage.private if self.who.private else self.stage.club
        words = f"{text} --chat {self.stage.club}" if self.who.private and to_club else text
        incoming: Incoming = self.stage.incoming(
            words, chat=chat, sender=self.who.sender, role=self.who.role, press=press
        )
        incoming = replace(incoming, left=self.who.gone)
        before, toasts = len(self.stage.chat.said), len(self.stage.chat.toasts)
        await self.stage.house.conversation.receive(incoming)
        await self.stage.told()
        return "\n".join([*self.stage.chat.said[before:], *self.stage.chat.toasts[toasts:]])

    async def jobs_in_club(self) -> int:
        now = self.stage.house.clock.now()
        day = timedelta(days=1)
        tallies = await self.stage.house.store.reports.tallies(self.stage.club, now - day, now + day, "UTC")
        return sum(tally.jobs for tally in tallies)


async def draws(trial: Trial) -> bool:
    before = await trial.jobs_in_club()
    await trial.say("/imagine a boat")
    return await trial.jobs_in_club() == before + 1


async def has_a_quota(trial: Trial) -> bool:
    return trial.stage.house.texts.say("en", "quota.title") in await trial.say("/quota")


async def sets_limits(trial: Trial) -> bool:
    groups = trial.stage.house.store.groups
    before = await groups.settings(trial.stage.club)
    await trial.say("/limit member 77/day", to_club=True)
    await trial.say("/safe strict", to_club=True)
    changed = await groups.settings(trial.stage.club) != before
    ruled = any(rule.limit.amount == 77 for rule in await groups.rules(trial.stage.club))
    assert changed == ruled
    return ruled


async def reads_the_report(trial: Trial) -> bool:
    before = len([1 for shown in trial.stage.chat.shown.values() if shown.answer and shown.answer.picture])
    await trial.say("/report", to_club=True)
    drawn = len([1 for shown in trial.stage.chat.shown.values() if shown.answer and shown.answer.picture]) > before
    log = await trial.say("/audit", to_club=True)
    refused = {trial.stage.house.texts.say("en", "admin.only"), ""}
    assert drawn == (log not in refused)
    return drawn


async def deletes(trial: Trial) -> bool:
    await trial.say("", Press(Action.DELETE, 1, "1", token="press"))
    return await trial.stage.house.store.gallery.picture(1) is None


async def spends(trial: Trial) -> bool:
    before = await trial.jobs_in_club()
    for action in (Action.AGAIN, Action.VARY, Action.RETRY, Action.ORIGINAL, Action.CANCEL):
        await trial.say("", Press(action, 1, "1", token="press"))
    return await trial.jobs_in_club() != before


TRIED: dict[str, Callable[[Trial], Awaitable[bool]]] = {
    "draws": draws,
    "has a quota": has_a_quota,
    "spends by others' buttons": spends,
    "sets limits": sets_limits,
    "report, log": reads_the_report,
    "deletes others' pictures": deletes,
}


@pytest.mark.parametrize("name", list(PEOPLE))
async def test_a_row_is_true(tmp_path: Path, name: str) -> None:
    who = PEOPLE[name]
    async with open_stage(tmp_path, owners="fake:99") as stage:
        stage.chat.admins = {"1"}
        await stage.type("/imagine a fox", chat=stage.club)
        await stage.chat.until(1)
        await stage.ended(1)
        for sender in (ROOT, BOB):
            await stage.type("/help", chat=stage.club, sender=sender)
        if who.before is not None:
            await who.before(stage)
        stage.chat.admins = set(who.admins)
        trial = Trial(stage, who)
        found = {what: await tried(trial) for what, tried in TRIED.items()}
        assert found == table()[name]


@pytest.mark.parametrize("subject", [0, 2, -1, 999_999, (1 << 47) - 1])
async def test_a_forged_button_finds_nothing(tmp_path: Path, subject: int) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        job = await stage.ended(1)
        before = len(stage.chat.parcels)
        for action in Action:
            await stage.press(action, subject, sender=BOB)
        await stage.told()
        assert await stage.house.store.jobs.get(1) == job
        assert await stage.house.store.gallery.picture(1) is not None
        assert await stage.house.store.jobs.children(1) == []
        assert len(stage.chat.parcels) == before
        assert (await stage.house.store.people.person(BOB, "en", "UTC")).language == "en"
