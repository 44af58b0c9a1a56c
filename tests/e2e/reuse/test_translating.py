"""A Chinese prompt and a service that reads English alone: translated by a model over real HTTP, shown, and drawn when wanted."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

from bot.model import Action
from bot.resilience import Target
from storage.engine import database_url, open_engine
from tests.contracts.store_audit import assert_sound
from tests.e2e.flow.stage import Stage, open_stage
from tests.e2e.reuse.test_spared import BEN
from tests.fakes.provider import FakeProvider
from tests.unit.reuse.test_wording import native, service

CHINESE = "雪地里的红狐狸"
ENGLISH = "a red fox in the snow"


def english_first(provider: FakeProvider) -> list[Target]:
    return [
        Target(id="fake/here/key1", provider=provider, english=True),
        Target(id="other/here/key1", provider=FakeProvider(provider.clock, "other", develop=provider.develop), order=1),
    ]


def english_alone(provider: FakeProvider) -> list[Target]:
    return [Target(id="fake/here/key1", provider=provider, english=True)]


def button(stage: Stage, action: Action) -> int:
    [shown] = [s for s in stage.chat.shown.values() if s.answer and s.answer.buttons]
    assert shown.answer is not None
    return next(b.subject for row in shown.answer.buttons for b in row if b.action is action)


async def test_the_translation_is_shown_and_only_a_press_spends(tmp_path: Path) -> None:
    async with (
        service(native({"text": ENGLISH})) as (url, seen),
        open_stage(
            tmp_path, targets=english_first, wording="gemini/gemini-x", gemini_keys="k1", gemini_base_url=url
        ) as stage,
    ):
        await stage.type(f"{CHINESE} --ar 16:9")
        assert ENGLISH in await stage.chat.heard("English only")
        assert stage.provider.requests == []
        assert len(seen) == 1
        await stage.press(Action.DRAW, button(stage, Action.DRAW), sender=BEN)
        await stage.told()
        assert stage.provider.requests == []
        await stage.press(Action.DRAW, button(stage, Action.DRAW))
        await stage.chat.until(1)
        [request] = stage.provider.requests
        assert (request.prompt, request.aspect) == (ENGLISH, "16:9")
        await stage.type("a blue fox")  # English needs nobody
        await stage.chat.until(2)
        assert len(seen) == 1


def worded(folder: Path, url: str, budget: str) -> AbstractAsyncContextManager[Stage]:
    model = "gemini/gemini-2.5-flash"
    return open_stage(
        folder, quota_wording="2/day", budget=budget, gemini_keys="k1", gemini_base_url=url, wording=model
    )


async def test_what_the_model_cost_is_spent_and_nobody_asks_it_for_ever(tmp_path: Path) -> None:
    used = {"usageMetadata": {"promptTokenCount": 100_000, "candidatesTokenCount": 200_000}}
    async with service({**native({"text": "a red fox in deep snow"}), **used}) as (url, seen):
        async with worded(tmp_path, url, "5usd/month") as stage:
            for _ in range(2):
                await stage.type("/polish a red fox")
                await stage.chat.heard("deep snow")
            await stage.type("/polish a red fox")
            assert "soft natural light" in await stage.chat.heard("not asked any more")
            assert len(seen) == 2
            now = stage.house.clock.now()
            [spend] = await stage.house.store.reports.spends(now - timedelta(hours=1), now, "UTC")
            assert (spend.provider, spend.model, spend.chat) == ("gemini", "gemini-2.5-flash", "house:wording")
            assert (spend.calls, spend.pictures, spend.tokens, spend.micros) == (2, 0, 600_000, 2 * (30_000 + 500_000))
        async with worded(tmp_path, url, "1usd/month") as stage:  # which is spent
            await stage.type("/polish a red hare", sender=BEN, event="later")
            await stage.chat.heard("not asked any more")
            assert len(seen) == 2
            await stage.type("a red hare", sender=BEN, event="last")
            await stage.chat.heard("used up its pictures")
    engine = open_engine(database_url(f"sqlite:///{tmp_path / 'bananabot.db'}"))
    await assert_sound(engine)
    await engine.close()


async def test_without_a_model_it_goes_to_whoever_understands_it(tmp_path: Path) -> None:
    async with open_stage(tmp_path, targets=english_first) as stage:
        await stage.type(CHINESE)
        await stage.chat.until(1)
        assert stage.provider.requests == []
        assert all("English" not in said for said in stage.chat.said)


async def test_where_nobody_understands_it_it_goes_as_it_is_and_that_is_said(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False, targets=english_alone) as stage:
        await stage.type(CHINESE)
        await stage.chat.heard("your words go as they are")
        await stage.type("a red fox")
        await stage.told()
        assert sum("as they are" in said for said in stage.chat.said) == 1


async def test_a_model_that_does_not_answer_holds_nobody_up(tmp_path: Path) -> None:
    async with (
        service({}, 500) as (url, _),
        open_stage(
            tmp_path, targets=english_first, wording="openai/m", gemini_keys="k1", openai_keys="k", openai_base_url=url
        ) as stage,
    ):
        await stage.type(CHINESE)
        await stage.chat.until(1)
        assert stage.provider.requests == []
