"""Prompts that are not drawn: what the person hears, what the log keeps, and the way to a human."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.model import Identity
from tests.e2e.flow.stage import Stage, open_stage
from tests.emulators.moderation import KEY, Moderation, flagging, moderation

OWNER = Identity("fake", "99", "Owner")
SECRET = "my neighbour's birthday in the garden"


async def tell(stage: Stage, text: str, **more: object) -> str:
    before = len(stage.chat.said)
    await stage.type(text, **more)
    await stage.told()
    return "\n".join(stage.chat.said[before:])


@asynccontextmanager
async def checked(
    folder: Path, service: Moderation, *, work: bool = True, failure: str = "pass"
) -> AsyncGenerator[Stage]:
    """With a check of prompts by a service of the operator's own."""
    async with open_stage(
        folder,
        work=work,
        moderation="local/omni-moderation",
        moderation_failure=failure,
        local_base_url=service.url,
        local_keys=KEY,
        quota_person="2/day",
        owners="fake:99",
    ) as stage:
        yield stage


async def test_what_a_language_model_costs_that_checks_prompts_is_spent(tmp_path: Path) -> None:
    async with (
        moderation(used=(1_000_000, 100_000)) as service,
        open_stage(
            tmp_path,
            moderation="openai/gpt-4.1-mini",
            openai_base_url=service.url,
            openai_keys=KEY,
            budget="1usd/month",
        ) as stage,
    ):
        now = stage.house.clock.now()
        await stage.type("a red fox")
        await stage.chat.until(1)
        service.word = "never"
        await tell(stage, SECRET)
        [words] = [
            spend
            for spend in await stage.house.store.reports.spends(
                now - timedelta(hours=1), now + timedelta(hours=1), "UTC"
            )
            if spend.chat == "house:wording"
        ]
        assert (words.provider, words.model, words.calls, words.micros) == ("openai", "gpt-4.1-mini", 2, 2 * 560_000)
        service.word = "ok"
        await stage.type("a red hare")  # and the money for everybody is gone
        await stage.chat.heard("used up its pictures")


async def test_a_model_refuses_before_anything_is_spent_and_the_log_keeps_no_prompt(tmp_path: Path) -> None:
    async with (
        moderation(flags=flagging("sexual", "sexual/minors")) as service,
        checked(tmp_path, service) as stage,
    ):
        store, texts = stage.house.store, stage.house.texts
        assert await tell(stage, SECRET) == texts.say("en", "moderation.refused")
        assert stage.provider.calls == []
        log = await store.groups.audit(None, 10)
        assert [(change.actor, change.what, change.new) for change in log] == [
            ("fake:7", "moderation", "moderation.refused")
        ]
        assert SECRET not in repr(log)
        for left in (3, 2, 1):
            words = (
                texts.say("en", "moderation.strike", left=left) if left < 3 else texts.say("en", "moderation.refused")
            )
            assert await tell(stage, SECRET) == words
        assert "/appeal" in await tell(stage, SECRET)
        service.flags = flagging()
        assert "/appeal" in await tell(stage, "a red fox")
        assert await tell(stage, "/appeal it was a garden") != ""
        assert "it was a garden" in await tell(stage, "/appeals", sender=OWNER)
        await tell(stage, "/appeals 1 yes", sender=OWNER)
        await tell(stage, "a red fox")
        await stage.chat.until(1)


async def test_when_nobody_can_check_the_operators_rule_holds(tmp_path: Path) -> None:
    async with moderation() as service:
        pass
    async with checked(tmp_path, service, work=False, failure="refuse") as stage:
        assert await tell(stage, "a red fox") == stage.house.texts.say("en", "moderation.unchecked")
        assert await stage.house.store.groups.audit(None, 10) == []


async def test_strict_groups_refuse_what_others_draw(tmp_path: Path) -> None:
    async with (
        moderation(flags=flagging("violence")) as service,
        checked(tmp_path, service, work=False) as stage,
    ):
        stage.chat.admins = {"7"}
        await tell(stage, "/safe strict", chat=stage.club)
        refused = stage.house.texts.say("en", "moderation.refused")
        assert await tell(stage, "/imagine a battle", chat=stage.club) == refused
        assert await tell(stage, "a battle") != refused
