"""Almost the same: offered where a group's admins want it, with the words that differ, and never instead of what was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.model import Action, Button, Fund, GroupSettings, Press
from bot.ports import Change
from tests.e2e.flow.stage import Stage
from tests.e2e.reuse.test_spared import BEN, ended, stage_of

FOX = "a red fox sleeping in deep snow under a pine tree, morning light"
WOLF = "a red wolf sleeping in deep snow under a pine tree, morning light"


async def opted_in(stage: Stage) -> None:
    now = stage.house.clock.now()
    change = Change("admin", str(stage.club), "offers", "off", "on", now)
    await stage.house.store.groups.change(stage.club, GroupSettings(offers=True), change)


async def ask(stage: Stage, prompt: str) -> None:
    await stage.type(f"/imagine {prompt}", sender=BEN, chat=stage.club)


async def first(stage: Stage, prompt: str = FOX) -> None:
    await stage.type(f"/imagine {prompt}", chat=stage.club)
    await ended(stage, 1)
    await stage.told()


def offered(stage: Stage) -> list[Button]:
    """The buttons of the offer."""
    [answer] = [shown.answer for shown in stage.chat.shown.values() if shown.answer and "Take it" in shown.answer.text]
    return [button for row in answer.buttons for button in row]


@pytest.mark.parametrize(
    ("earlier", "new", "words"),
    [
        (FOX, WOLF, ("“fox”", "“wolf”")),
        (f"{FOX}, oil painting", FOX, ("oil painting",)),
        (
            "一只红色的小狐狸在雪地里睡觉，早晨的阳光，细节丰富",
            "一只红色的小灰狼在雪地里睡觉，早晨的阳光，细节丰富",
            ("灰狼", "狐狸"),
        ),
    ],
)
async def test_the_words_that_differ_are_shown(tmp_path: Path, earlier: str, new: str, words: tuple[str, ...]) -> None:
    async with stage_of(tmp_path) as stage:
        await opted_in(stage)
        await first(stage, earlier)
        await ask(stage, new)
        said = await stage.chat.heard("What differs")
        assert all(word in said for word in words)
        assert earlier in said
        assert len(stage.provider.calls) == 1


async def test_taken_it_is_free_and_shows_the_earlier_prompt(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await opted_in(stage)
        await first(stage)
        await ask(stage, WOLF)
        await stage.chat.heard("What differs")
        take = next(button for button in offered(stage) if button.action is Action.TAKE)
        await pressed(stage, take)
        [_, job] = await ended(stage, 2)
        assert (job.fund, job.units, len(stage.provider.calls)) == (Fund.REUSED, 0, 1)
        assert FOX in stage.chat.parcels[1].caption


async def test_what_somebody_drew_anew_may_be_taken_like_any_other(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await opted_in(stage)
        await first(stage, f"{FOX} --fresh")
        await ask(stage, WOLF)
        await stage.chat.heard("What differs")
        await pressed(stage, next(button for button in offered(stage) if button.action is Action.TAKE))
        [_, job] = await ended(stage, 2)
        assert (job.fund, job.units, len(stage.provider.calls)) == (Fund.REUSED, 0, 1)


async def test_drawn_new_it_costs_what_a_picture_costs(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await opted_in(stage)
        await first(stage)
        await ask(stage, WOLF)
        await stage.chat.heard("What differs")
        draw = next(button for button in offered(stage) if button.action is Action.FRESH)
        await pressed(stage, draw)
        [_, job] = await ended(stage, 2)
        assert job.fund is Fund.ALLOWANCE
        assert job.request.prompt == WOLF


async def pressed(stage: Stage, button: Button) -> None:
    """In the group, by the one it was offered to."""
    press = Press(button.action, button.subject, "0", token="t")
    await stage.type(press=press, sender=BEN, chat=stage.club)


@pytest.mark.parametrize("options", [" --private", " --fresh", " --ar 16:9"])
async def test_nothing_is_offered_where_it_was_not_asked_like_that(tmp_path: Path, options: str) -> None:
    async with stage_of(tmp_path) as stage:
        await opted_in(stage)
        await first(stage)
        await ask(stage, WOLF + options)
        await ended(stage, 2)


async def test_what_is_private_is_offered_to_nobody(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await opted_in(stage)
        await first(stage, f"{FOX} --private")
        await ask(stage, WOLF)
        await ended(stage, 2)


async def test_nothing_is_offered_unless_the_admins_want_it(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await first(stage)
        await ask(stage, WOLF)
        await ended(stage, 2)
