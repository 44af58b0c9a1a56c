"""A picture that comes after the apology: kept, offered once, free, and not forgotten by a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.model import Action, Button, Ending, Identity, State
from tests.e2e.flow.stage import Stage, open_stage, png
from tests.fakes.chat import FakeChat
from tests.fakes.provider import Act, FakeProvider
from tests.fakes.skipping import SkippingClock

SORRY, LATE = "That did not work", "has turned up after all"


async def given_up(stage: Stage, clock: SkippingClock) -> None:
    """Somebody asks, the provider thinks for longer than a request may take, and the apology is said."""
    await stage.type("a slow fox")
    async with asyncio.timeout(60):
        while not stage.provider.calls:
            await asyncio.sleep(0.005)
    await stage.told()
    clock.skip(301)
    await stage.chat.heard(SORRY)


def offered(stage: Stage) -> Button:
    """The one button under the one offer."""
    [offer] = [shown.answer for shown in stage.chat.shown.values() if shown.answer and LATE in shown.answer.text]
    [[button]] = offer.buttons
    return button


async def test_a_late_picture_is_offered_once_and_costs_nothing(tmp_path: Path) -> None:
    clock = SkippingClock()
    provider = FakeProvider(clock, script=[Act(400.0), Act()], develop=png)
    async with open_stage(tmp_path, provider, quota_person="1/day") as stage:
        await given_up(stage, clock)
        clock.skip(100)
        await stage.chat.heard(LATE)
        button = offered(stage)
        assert (button.action, button.label) == (Action.GET, stage.house.texts.say("en", "button.take"))
        job = await stage.ended(button.subject)
        assert (job.state, job.ending) == (State.REFUNDED, Ending.LATE)
        await stage.press(button.action, button.subject)
        await stage.chat.until(1)
        assert stage.chat.pictures[0].digest == png("a slow fox 0").digest
        await stage.type("/history")
        await stage.told()
        assert "a slow fox" in stage.chat.said[-1]
        await stage.type("another fox")  # the one unit of the day is still there
        await stage.chat.until(2)
        assert len(provider.calls) == 2
    assert len([words for words in stage.chat.said if LATE in words]) == 1


async def test_the_same_request_is_served_with_the_late_picture(tmp_path: Path) -> None:
    clock = SkippingClock()
    provider = FakeProvider(clock, script=[Act(400.0)], develop=png)
    async with open_stage(tmp_path, provider) as stage:
        await given_up(stage, clock)
        clock.skip(100)
        await stage.chat.heard(LATE)
        await stage.type("a slow fox")
        await stage.chat.until(1)
        assert len(provider.calls) == 1


async def test_a_late_picture_outlives_a_restart_where_the_provider_keeps_jobs(tmp_path: Path) -> None:
    clock, chat = SkippingClock(), FakeChat()
    provider = FakeProvider(clock, script=[Act(400.0, handle="j7")], develop=png)
    async with open_stage(tmp_path, provider, chat=chat) as stage:
        await given_up(stage, clock)
    assert not any(LATE in words for words in chat.said)
    for _ in range(2):  # the second start has nothing to ask for
        async with open_stage(tmp_path, provider, chat=chat) as stage:
            await chat.heard(LATE)
            button = offered(stage)
            await stage.press(button.action, button.subject)
            await chat.until(1)
    assert [ticket.submission for ticket in provider.calls] == [None, "j7"]
    assert len([words for words in chat.said if LATE in words]) == 1


async def test_nobody_else_can_take_it(tmp_path: Path) -> None:
    clock = SkippingClock()
    provider = FakeProvider(clock, script=[Act(400.0)], develop=png)
    async with open_stage(tmp_path, provider) as stage:
        await given_up(stage, clock)
        clock.skip(100)
        await stage.chat.heard(LATE)
        button = offered(stage)
        await stage.press(button.action, button.subject, sender=Identity("fake", "8", "Bob"))
        await stage.told()
        assert stage.chat.parcels == []
