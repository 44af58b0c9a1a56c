"""A group and its admins: who may decide, what they decide, and what holds from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import UnsupportedRequest
from bot.model import Action, Button, GroupSettings, Identity, ImageRequest, Incoming, Replied, Role
from tests.e2e.flow.stage import Stage, open_stage

BOB = Identity("fake", "8", "Bob")
ADMIN = Identity("fake", "1", "Root")
OWNER = Identity("fake", "99", "Owner")


async def say(
    stage: Stage, text: str, sender: Identity | None = ADMIN, role: Role = Role.UNKNOWN, **more: object
) -> str:
    """Say something in the club; return what the bot answered."""
    before = len(stage.chat.said)
    await stage.type(text, chat=stage.club, sender=sender, role=role, **more)
    await stage.told()
    return "\n".join(stage.chat.said[before:])


def buttons(stage: Stage) -> list[Button]:
    return [b for shown in stage.chat.shown.values() if shown.answer for row in shown.answer.buttons for b in row]


@pytest.mark.parametrize(
    ("sender", "role", "admins", "allowed"),
    [
        (BOB, Role.UNKNOWN, {"1"}, False),  # a member
        (ADMIN, Role.UNKNOWN, {"1"}, True),  # an admin, as the platform says now
        (ADMIN, Role.UNKNOWN, set[str](), False),  # a former admin
        (ADMIN, Role.MEMBER, {"1"}, False),  # the message itself says member
        (None, Role.ADMIN, set[str](), True),  # an anonymous admin
        (None, Role.UNKNOWN, set[str](), False),  # a channel
        (OWNER, Role.UNKNOWN, set[str](), True),  # an owner of the service
    ],
)
async def test_only_admins_set_limits(
    tmp_path: Path, sender: Identity | None, role: Role, admins: set[str], *, allowed: bool
) -> None:
    async with open_stage(tmp_path, owners="fake:99") as stage:
        stage.chat.admins = admins
        words = await say(stage, "/limit member 1/day", sender, role)
        rules = await stage.house.store.groups.rules(stage.club)
        assert bool(rules) == allowed
        assert (stage.house.texts.say("en", "admin.only") in words) != allowed


def _only_banana_pro(request: ImageRequest) -> bool:
    if request.model not in {None, "banana-pro"}:
        raise UnsupportedRequest("unsupported.model", value=request.model or "", allowed="banana-pro")
    return True


async def test_only_models_that_somebody_here_draws_with_can_be_named(tmp_path: Path) -> None:
    """One mistyped would end all drawing in the group, and nobody would know why."""
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        stage.provider.able = _only_banana_pro
        assert "no model “bananna” here. Available: banana-pro" in await say(stage, "/models banana-pro bananna")
        assert await stage.house.store.groups.settings(stage.club) == GroupSettings()
        assert "banana-pro" in await say(stage, "/models banana-pro")


@pytest.mark.parametrize("words", ["/limit member 1/day", "限额 成员 1/天"])
async def test_a_members_limit_holds_for_members_and_not_in_private(tmp_path: Path, words: str) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        await say(stage, words)
        await say(stage, "/imagine a fox", BOB)
        await stage.chat.until(1)
        assert "1" in await say(stage, "/imagine a fox", BOB)
        await stage.type("a fox", sender=BOB)
        await stage.chat.until(2)
        await say(stage, "/imagine a fox", ADMIN)
        await stage.chat.until(3)


async def test_one_member_is_freed_another_shut_out_by_reply(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        await say(stage, "/limit member 1/day")
        await say(stage, "/imagine fox 1", BOB)
        await stage.chat.until(1)
        await say(stage, "/limit @Bob off")
        await say(stage, "/imagine fox 2", BOB)
        await stage.chat.until(2)
        await say(stage, "/block", replied=Replied("5", sender=BOB))
        words = await say(stage, "/imagine fox 3", BOB)
        assert words == stage.house.texts.say("en", "person.blocked")
        await say(stage, "/unblock @Bob")
        await say(stage, "/imagine fox 4", BOB)
        await stage.chat.until(3)


async def test_a_limit_of_nothing_promises_nothing_for_tomorrow(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        stage.chat.admins = {"1"}
        await say(stage, "/limit member 0/day")
        assert (
            await say(stage, "/imagine a fox", BOB)
            == "The limit is 0 (today in this group), so I draw nothing for you here."
        )


async def test_the_group_together_stays_under_its_limit_and_the_operators_ceiling(tmp_path: Path) -> None:
    async with open_stage(tmp_path, quota_group="2/day") as stage:
        stage.chat.admins = {"1"}
        await say(stage, "/limit group 50/day")
        for n in range(2):
            await say(stage, f"/imagine fox {n}", BOB)
        await stage.chat.until(2)
        await say(stage, "/imagine fox 3", ADMIN)
        assert len(stage.provider.calls) == 2


async def test_modes_pause_and_quiet_hours(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        assert await say(stage, "just talking", BOB, addressed=False) == ""
        await say(stage, "/mode all")
        await say(stage, "just talking", BOB, addressed=False)
        await stage.chat.until(1)
        await say(stage, "/mode commands")
        assert await say(stage, "draw me a fox", BOB) == ""
        await say(stage, "/mode off")
        assert await say(stage, "/imagine a fox", BOB) == ""
        await say(stage, "/mode mentions")
        await say(stage, "暂停")
        assert await say(stage, "/imagine a fox", BOB) == stage.house.texts.say("en", "group.is_paused")
        await say(stage, "/resume")
        await say(stage, "/quiet 00:00-23:59")
        assert "23:59" in await say(stage, "/imagine a fox", BOB)
        assert len(stage.provider.calls) == 1


async def test_every_change_is_in_the_audit_log_with_who_and_old_and_new(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        await say(stage, "/mode all")
        await say(stage, "/mode commands")
        log = await say(stage, "/audit")
        assert "Root" in log
        assert "all → commands" in log


async def test_the_report_is_a_picture_for_admins_alone(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        await say(stage, "/imagine a fox", BOB)
        await stage.chat.until(1)
        await stage.ended(1)
        await say(stage, "报告 7d")
        picture = next(
            shown.answer.picture for shown in stage.chat.shown.values() if shown.answer and shown.answer.picture
        )
        assert picture.data.startswith(b"\x89PNG")
        assert await say(stage, "/report", BOB) == stage.house.texts.say("en", "admin.only")


async def test_a_chat_identity_owns_no_quota_and_uses_the_groups(tmp_path: Path) -> None:
    async with open_stage(tmp_path, quota_person="1/day", quota_group="2/day") as stage:
        for n in range(3):
            await say(stage, f"/imagine fox {n}", None, Role.ADMIN)
        await stage.chat.until(2)
        assert len(stage.provider.calls) == 2
        assert stage.house.texts.say("en", "person.none") in await say(stage, "/quota", None, Role.ADMIN)


async def test_a_warning_comes_once_near_the_end(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False, quota_person="5/day") as stage:
        said: list[str] = []
        for n in range(5):
            before = len(stage.chat.said)
            await stage.type(f"fox {n}")
            await stage.told()
            said.append("\n".join(stage.chat.said[before:]))  # whatever else was said after it
        assert [("Nearly used up" in words) for words in said] == [False, False, False, True, False]


async def test_the_slow_lane_is_offered_when_the_allowance_is_gone(tmp_path: Path) -> None:
    async with open_stage(tmp_path, quota_person="1/day", slow_lane="true") as stage:
        await stage.type("fox 1")
        await stage.chat.until(1)
        await stage.type("fox 2 --ar 16:9")
        await stage.told()
        take = next(b for b in buttons(stage) if b.action is Action.TAKE)
        await stage.press(Action.TAKE, take.subject, sender=BOB)  # not Bob's offer
        await stage.told()
        assert len(stage.provider.calls) == 1
        await stage.press(Action.TAKE, take.subject)
        await stage.chat.until(2)
        assert stage.provider.requests[-1].aspect == "16:9"
        await stage.press(Action.TAKE, take.subject)
        await stage.told()
        assert len(stage.provider.calls) == 2


async def test_strikes_lead_to_a_pause_and_an_appeal_ends_it(tmp_path: Path) -> None:
    async with open_stage(tmp_path, owners="fake:99") as stage:
        for _ in range(5):
            await stage.type("loli   porn")
        await stage.type("a fox")
        await stage.told()
        assert stage.provider.calls == []
        await stage.type("/appeal it was a mistake")
        await stage.told()
        assert any("it was a mistake" in text for text in stage.chat.said)  # an owner was told
        await stage.type("/appeals 1 yes", sender=OWNER)
        await stage.told()
        await stage.type("a fox")
        await stage.chat.until(1)


async def test_strict_groups_stop_more_words(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.admins = {"1"}
        await say(stage, "/imagine a nude statue", BOB)
        await stage.chat.until(1)
        await say(stage, "/safe strict")
        await say(stage, "/imagine a ｎｕｄｅ statue", BOB)
        assert len(stage.provider.calls) == 1


async def test_two_identities_become_one_person_with_one_quota(tmp_path: Path) -> None:
    async with open_stage(tmp_path, quota_person="2/day") as stage:
        await stage.type("fox 1")
        await stage.type("fox 2", sender=BOB)
        await stage.chat.until(2)
        await stage.type("/link")
        await stage.told()
        code = stage.chat.said[-1].rsplit("/link ", 1)[1].strip()
        await stage.type(f"/link {code}", sender=BOB)
        await stage.told()
        await stage.type("fox 3", sender=BOB)
        await stage.told()
        assert len(stage.provider.calls) == 2  # 1 + 1 of 2: joining gives no second allowance
        await stage.type("/style ink")
        await stage.type("/settings", sender=BOB)
        assert "Style: Ink wash" in await stage.chat.heard("Linked: fake:7, fake:8")
        await stage.type("/settings", chat=stage.club)
        await stage.told()
        assert "Linked" not in stage.chat.said[-1]  # what is whose is nobody else's business


async def test_leaving_and_coming_back_refills_nothing(tmp_path: Path) -> None:
    async with open_stage(tmp_path, quota_person="1/day") as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        await stage.ended(1)
        await stage.type("/forgetme")
        await stage.told()
        confirm = next(b for b in buttons(stage) if b.action is Action.CONFIRM)
        await stage.press(Action.CONFIRM, confirm.subject)
        await stage.told()
        await stage.type("/history")
        await stage.told()
        assert "a fox" not in stage.chat.said[-1]
        await stage.type("another fox")
        await stage.told()
        assert len(stage.provider.calls) == 1


async def test_owners_grant_packs_spent_after_the_free_ones_and_refund_once(tmp_path: Path) -> None:
    async with open_stage(tmp_path, quota_person="1/day", owners="fake:99") as stage:
        await stage.type("fox 1")
        await stage.chat.until(1)
        await stage.type("/grant @Ann 1 sorry", sender=BOB)
        await stage.told()
        assert stage.chat.said[-1] == stage.house.texts.say("en", "owner.only")
        granting: Incoming = stage.incoming("/grant fake:7 1 sorry", sender=OWNER)
        for _ in range(3):
            await stage.house.conversation.receive(granting)
        await stage.told()
        await stage.type("fox 2")
        await stage.chat.until(2)
        await stage.ended(2)
        await stage.type("fox 3")
        await stage.told()
        assert len(stage.provider.calls) == 2
        for _ in range(2):
            await stage.type("/refund 2 broken", sender=OWNER)
        await stage.type("fox 4")
        await stage.type("fox 5")
        await stage.chat.until(3)
        await stage.told()
        assert len(stage.provider.calls) == 3
