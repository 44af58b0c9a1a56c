"""What was asked for does not always come: refusals, failures, chats that are shut, houses that were closed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from bot.errors import ContentRefused, DeliveryDoubtful, KeyRejected, Unclassified, Unreachable, WindowShut
from bot.model import (
    Action,
    Chat,
    ChatKind,
    Generation,
    Identity,
    ImageRequest,
    State,
)
from bot.ports import Ticket
from tests.e2e.flow.stage import open_stage, png
from tests.fakes.chat import FakeChat
from tests.fakes.provider import Act, FakeProvider


class OneShort(FakeProvider):
    """Draws one picture fewer than it was asked for, as when one of several calls was refused."""

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        generation = await super().draw(request, ticket)
        return replace(generation, pictures=generation.pictures[:-1])


async def test_a_picture_that_is_missing_is_not_dropped_without_a_word(tmp_path: Path) -> None:
    async with open_stage(tmp_path, OneShort(SystemClock(), develop=png), quota_person="5/day") as stage:
        await stage.type("foxes --n 3")
        await stage.chat.until(1)
        await stage.told()
        parcel = stage.chat.parcels[0]
        assert len(parcel.sheets) == 2
        assert "2 of 3" in parcel.caption
        await stage.ended(parcel.job)
        await stage.type("/quota")
        await stage.told()
        assert "3 of 5" in stage.chat.said[-1]
        await stage.type(f"/get {parcel.job}")
        await stage.chat.until(2)
        assert "2 of 3" not in stage.chat.parcels[1].caption  # said once, when it happened


async def test_a_refusal_says_so_costs_nothing_and_is_final(tmp_path: Path) -> None:
    provider = FakeProvider(SystemClock(), script=[Act(error=ContentRefused("nope, says fake-provider-9"))])
    async with open_stage(tmp_path, provider, quota_person="1/day") as stage:
        await stage.type("something refused")
        words = await stage.chat.heard(stage.house.texts.say("en", "job.refused").split(".")[0])
        assert "fake-provider-9" not in words
        provider.script = [Act()]
        await stage.type("a fox")
        await stage.chat.until(1)


async def test_a_failure_gives_the_units_back_and_offers_one_more_try(tmp_path: Path) -> None:
    provider = FakeProvider(SystemClock(), script=[Act(error=Unclassified("odd"))])
    async with open_stage(tmp_path, provider, quota_person="1/day") as stage:
        await stage.type("a fox")
        await stage.chat.heard(stage.house.texts.say("en", "job.failed").split(".")[0])
        retry = next(
            button
            for shown in stage.chat.shown.values()
            if shown.answer
            for row in shown.answer.buttons
            for button in row
            if button.action is Action.RETRY
        )
        provider.script = [Act()]
        await stage.press(Action.RETRY, retry.subject)
        await stage.chat.until(1)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Unreachable("blocked"), State.REFUNDED),
        (WindowShut("48 h"), State.WAITING),
        (DeliveryDoubtful("no answer"), State.WAITING),
    ],
)
async def test_every_way_not_to_arrive_has_its_ending(tmp_path: Path, fault: Exception, state: State) -> None:
    chat = FakeChat()
    chat.faults.append(fault)  # type: ignore[arg-type]  # a DeliveryError, as parametrised
    async with open_stage(tmp_path, chat=chat) as stage:
        await stage.type("a fox")
        await stage.told()
        assert (await stage.ended(1)).state is state
        assert chat.parcels == []
        if state is State.WAITING:
            await stage.type("/get 1")
            await chat.until(1)


async def test_a_job_accepted_before_a_restart_is_drawn_after_it(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        await stage.type("a fox")
    async with open_stage(tmp_path) as stage:
        await stage.chat.until(1)
        assert len(stage.provider.calls) == 1


async def test_owners_hear_once_of_a_rejected_key(tmp_path: Path) -> None:
    provider = FakeProvider(SystemClock(), script=[Act(error=KeyRejected("401, says the provider"))])
    async with open_stage(tmp_path, provider, owners="fake:99") as stage:
        await stage.type("a fox")
        await stage.chat.heard("key was rejected")
        await stage.type("another fox")
        await stage.ended(2)
        assert sum("key was rejected" in words for words in stage.chat.said) == 1


async def test_a_house_leaves_jobs_of_platforms_it_does_not_speak_on_to_others(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        await stage.type("a fox")
    async with open_stage(tmp_path, chat=FakeChat(name="other")) as other:
        await other.type("a hare", chat=Chat("other", "7", ChatKind.PRIVATE), sender=Identity("other", "7"))
        await other.chat.until(1)
        job = await other.house.store.jobs.get(1)
        assert job is not None
        assert job.state is State.ACCEPTED
    async with open_stage(tmp_path) as stage:
        await stage.chat.until(1)
