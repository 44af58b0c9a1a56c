"""What people are told: once where once is enough, with a time on their own clock, in the language their group chose."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.model import Action, Identity, Press, Role
from bot.ports import Change, Traits
from tests.e2e.flow.stage import Stage, open_stage
from tests.fakes.chat import FakeChat

BOB = Identity("fake", "8", "Bob")
ADMIN = Identity("fake", "1", "Root")


async def say(stage: Stage, text: str, sender: Identity | None = ADMIN, role: Role = Role.UNKNOWN) -> str:
    """Say something in the club; return what the bot answered."""
    before = len(stage.chat.said)
    await stage.type(text, chat=stage.club, sender=sender, role=role)
    await stage.told()
    return "\n".join(stage.chat.said[before:])


@pytest.mark.parametrize("whispers", [True, False])
async def test_a_group_hears_once_that_its_limit_is_reached(tmp_path: Path, *, whispers: bool) -> None:
    chat = FakeChat(traits=Traits(quiet=whispers), admins={"1"})
    async with open_stage(tmp_path, work=False, chat=chat, quota_group="1/day") as stage:
        await say(stage, "/imagine a fox")
        assert "whole group" in await say(stage, "/imagine a cat")
        assert [s.answer.quiet_to for s in chat.shown.values() if s.answer and "whole group" in s.answer.text] == [None]
        again = await say(stage, "/imagine a dog", BOB)
        assert bool(again) == whispers
        loud = [s for s in chat.shown.values() if s.answer and "whole group" in s.answer.text and not s.answer.quiet_to]
        assert len(loud) == 1
        assert "whole group" in await say(stage, "/quota", BOB)


async def test_everybodys_own_limit_is_told_to_each_of_them(tmp_path: Path) -> None:
    chat = FakeChat(admins={"1"})
    async with open_stage(tmp_path, work=False, chat=chat, quota_member="1/day") as stage:
        for who in (ADMIN, BOB):
            await say(stage, "/imagine a fox", who)
            assert "renew tomorrow 00:00" in await say(stage, "/imagine a cat", who)
            assert await say(stage, "/imagine a dog", who) == ""


async def test_in_private_everybody_is_always_answered(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False, quota_person="1/day") as stage:
        for words in ("a fox", "a cat", "a dog"):
            await stage.type(words)
        await stage.told()
        assert sum("renew tomorrow 00:00" in said for said in stage.chat.said) == 2


async def test_a_ban_says_until_when_on_the_persons_own_clock(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False, timezone="Asia/Shanghai") as stage:
        store, now = stage.house.store, stage.house.clock.now()
        await stage.type("/help")
        until = now + timedelta(days=400)
        await store.bans.ban(1, until, Change("cli", "", "ban #1", "", "", now))
        await stage.type("a fox")
        await stage.told()
        assert f"until {stage.house.texts.moment('en', until, 'Asia/Shanghai', now)}" in stage.chat.said[-1]
        await store.bans.ban(1, None, Change("cli", "", "ban #1", "", "", now))
        await stage.type("a fox")
        await stage.told()
        assert "until" not in stage.chat.said[-1]


async def test_a_groups_language_and_zone_are_its_admins_to_choose(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        stage.chat.admins = {"1"}
        texts = stage.house.texts
        for words in ("/lang group zh", "/tz group Shanghai"):
            assert await say(stage, words, BOB) == texts.say("en", "admin.only")
        assert await say(stage, "/lang group zh") == texts.say("zh", "lang.group_changed")
        assert await say(stage, "/tz group Shanghai", None, Role.ADMIN) != ""
        shown = await say(stage, "/mode")
        assert texts.say("zh", "group.language", language="简体中文") in shown
        assert texts.say("zh", "group.timezone", zone="Asia/Shanghai") in shown
        assert texts.say("zh", "group.offers_off") in shown
        assert await say(stage, "/block", BOB) == texts.say("zh", "admin.only")
        log = await say(stage, "/audit")
        assert "Asia/Shanghai" in log
        await stage.type("/lang group en")
        await stage.type("/lang")
        await stage.told()
        assert stage.chat.said[-2] == texts.say("en", "group.only")
        assert "en English, zh 简体中文" in stage.chat.said[-1]


async def test_a_line_of_a_batch_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        await stage.type("/batch a fox\na cat --ar 0:0\na dog")
        await stage.told()
        assert stage.chat.said[-1].startswith("Line 2: ")


async def test_a_group_draws_with_the_models_its_admins_allow(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        await say(stage, "/models banana cherry")
        assert "banana, cherry" in await say(stage, "/imagine a fox --model plum", BOB)
        await say(stage, "/imagine a fox", BOB)
        await say(stage, "/imagine a cat --model cherry", BOB)
        await stage.chat.until(2)
        assert sorted(str(request.model) for request in stage.provider.requests) == ["banana", "cherry"]
        await stage.type("a boat --model plum", sender=BOB)
        await stage.chat.until(3)


async def test_a_pause_holds_for_buttons_too(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        await say(stage, "/imagine a fox", BOB)
        await stage.chat.until(1)
        await stage.ended(1)
        await say(stage, "/pause")
        press = Press(Action.AGAIN, 1, "1", token="again")
        await stage.type(press=press, chat=stage.club, sender=BOB)
        await stage.told()
        assert stage.chat.toasts[-1] == stage.house.texts.say("en", "group.is_paused")
        await say(stage, "/resume")
        await stage.type(press=press, chat=stage.club, sender=BOB)
        await stage.chat.until(2)


@pytest.mark.parametrize(
    ("asked", "key"), [("/imagine a fox --n 3", "quota.short"), ("/imagine a fox --n 4", "quota.too_big")]
)
async def test_what_is_left_is_not_called_used_up(tmp_path: Path, asked: str, key: str) -> None:
    """Whoever asks for more than is left hears how much that is, every time; a limit of 3 never holds 4."""
    async with open_stage(tmp_path, work=False, quota_member="3/day") as stage:
        texts = stage.house.texts
        await say(stage, "/imagine a cat", BOB)
        fields: dict[str, str | int] = {"left": 2, "resets": "tomorrow 00:00"} if key == "quota.short" else {}
        units = int(asked[-1])
        words = texts.say("en", key, units=units, amount=3, rule=texts.say("en", "rule.member.day"), **fields)
        for _ in range(2):
            assert (await say(stage, asked, BOB)).splitlines()[0] == words


async def test_exceptions_are_shown_with_their_use_and_who_made_them(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        stage.chat.admins = {"1"}
        await say(stage, "/lang group zh")
        await say(stage, "/imagine a fox", BOB)
        assert await say(stage, "限额 @Bob 7/天") == stage.house.texts.say("zh", "limit.set", name="Bob", limits="7/天")
        assert "Bob 本群内今天：已用 1 / 7 张（Root 设置）" in await say(stage, "限额")
        await say(stage, "拉黑 @Bob")
        log = await say(stage, "/审计")
        assert "Root · 拉黑 Bob：允许 → 已禁用" in log
        assert "成员限额 Bob：默认 → 7/天" in log


async def test_what_the_operator_holds_is_said_when_an_admin_asks_for_more(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False, quota_group="200/day", quota_person="10/day") as stage:
        stage.chat.admins = {"1"}
        texts = stage.house.texts
        for asked in ("/limit group 500/day", "/limit group off"):
            assert await say(stage, asked) == texts.say("en", "limit.capped", limits="200/day")
        assert texts.say("en", "limit.above", limits="10/day") in await say(stage, "/limit member 50/day")
        assert await say(stage, "/limit member 5/day") == texts.say(
            "en", "limit.set", name=texts.say("en", "limit.scope_member"), limits="5/day"
        )
        await say(stage, "/help", BOB)
        assert texts.say("en", "limit.above", limits="10/day") in await say(stage, "/limit @Bob off")


async def test_quiet_hours_are_the_groups_for_everybody_in_it(tmp_path: Path) -> None:
    """Whatever zone a member lives in; across midnight; and where the group has no zone, the service's."""
    async with open_stage(tmp_path, work=False, timezone="Asia/Shanghai") as stage:
        stage.chat.admins = {"1"}
        store, now = stage.house.store, stage.house.clock.now()
        local = now.astimezone(ZoneInfo("Asia/Shanghai"))
        start, end = local - timedelta(hours=20), local + timedelta(hours=1, minutes=1)
        await say(stage, "/help", BOB)
        await say(stage, f"/quiet {start:%H:%M}-{end:%H:%M}")
        [person] = [account.person for account in await store.office.accounts(9) if account.identities == (BOB,)]
        for zone in ("America/New_York", "Pacific/Auckland"):
            await store.people.set_timezone(person.id, zone)
            assert f"until {end:%H:%M}" in await say(stage, "/imagine a fox", BOB)
        await say(stage, f"/quiet {end:%H:%M}-{start:%H:%M}")
        for zone in ("America/New_York", "Pacific/Auckland"):
            await store.people.set_timezone(person.id, zone)
            assert "quiet" not in await say(stage, "/imagine a fox", BOB)
