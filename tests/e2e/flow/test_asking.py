"""A member asks and gets: the main flow, from words to a picture and back into the history."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from bot.errors import ContentRefused, DeliveryDoubtful, KeyRejected, Unclassified, Unreachable, WindowShut
from bot.model import (
    Action,
    Attachment,
    AttachmentKind,
    Chat,
    ChatKind,
    Generation,
    Identity,
    ImageRequest,
    Replied,
    State,
)
from bot.ports import Ticket
from tests.e2e.flow.stage import open_stage, png
from tests.fakes.chat import FakeChat
from tests.fakes.provider import Act, FakeProvider


async def test_plain_text_in_a_private_chat_becomes_a_picture_with_its_five_buttons(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a red fox in snow")
        await stage.chat.until(1)
        await stage.told()
        parcel = stage.chat.parcels[0]
        assert stage.provider.requests[0].prompt == "a red fox in snow"
        assert "a red fox in snow" in parcel.caption
        assert [button.action for row in parcel.buttons for button in row] == [
            Action.AGAIN,
            Action.VARY,
            Action.EDIT,
            Action.ORIGINAL,
            Action.DELETE,
        ]
        assert (await stage.ended(parcel.job)).state is State.DELIVERED
        await stage.chat.cleared()  # the waiting message is gone


async def test_the_same_message_a_hundred_times_is_one_job(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        incoming = stage.incoming("one fox")
        await asyncio.gather(*(stage.house.conversation.receive(incoming) for _ in range(60)))
        await stage.chat.until(1)
        for _ in range(40):
            await stage.house.conversation.receive(incoming)
        await stage.told()
        assert len(stage.provider.calls) == 1
        assert len(stage.chat.parcels) == 1


async def test_the_tenth_picture_comes_and_the_eleventh_is_told_why_not(tmp_path: Path) -> None:
    async with open_stage(tmp_path, quota_person="3/day") as stage:
        for n in range(3):
            await stage.type(f"fox {n}")
        await stage.chat.until(3)
        await stage.type("one more fox")
        await stage.told()
        assert len(stage.provider.calls) == 3
        assert "3" in stage.chat.said[-1]
        await stage.type("/quota")
        await stage.told()
        assert "0" in stage.chat.said[-1]


async def test_several_pictures_cost_several_units(tmp_path: Path) -> None:
    async with open_stage(tmp_path, quota_person="4/day") as stage:
        await stage.type("foxes --n 3")
        await stage.chat.until(1)
        assert len(stage.chat.pictures) == 3
        await stage.type("foxes --n 2")
        await stage.told()
        assert len(stage.provider.calls) == 1


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


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("fox --n 99", "--n"),
        ("fox --ar 0:0", "--ar"),
        ("fox --size 9k", "--size"),
        ("fox --sed 4", "--sed"),
        ("/imagine", ""),
        ("/imagin a fox", "/imagin"),
        ("x" * 12_001, "12000"),
        ("\x00\u200b", ""),
    ],
)
async def test_what_cannot_be_read_gets_one_line_that_names_it_and_costs_nothing(
    tmp_path: Path, text: str, named: str
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type(text)
        await stage.told()
        assert stage.provider.calls == []
        if stage.chat.said:
            assert named in stage.chat.said[-1]


@pytest.mark.parametrize(
    "prompt",
    [
        "🦊🦊🦊",
        "ثعلب أحمر في الثلج",
        "<b>fox</b> & *fox* _x_ [a](b)",
        "狐狸" * 3000,
        "fo\u200dx \ufeff!",
        "a\x00b\x07c",
    ],
)
async def test_any_words_are_a_prompt(tmp_path: Path, prompt: str) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type(prompt)
        await stage.chat.until(1)
        assert "\x00" not in stage.provider.requests[0].prompt


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


async def test_pressing_again_twice_at_once_draws_once(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        picture = stage.chat.parcels[0].sheets[0].stored.id
        await asyncio.gather(*(stage.press(Action.AGAIN, picture) for _ in range(5)))
        await stage.chat.until(2)
        await stage.told()
        assert len(stage.provider.calls) == 2


async def test_buttons_work_after_a_restart_and_not_for_strangers(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        picture = stage.chat.parcels[0].sheets[0].stored.id
    async with open_stage(tmp_path) as stage:
        stranger = Identity("fake", "666", "Eve")
        for action in (Action.AGAIN, Action.VARY, Action.ORIGINAL, Action.DELETE, Action.EDIT):
            await stage.press(action, picture, sender=stranger)
        await stage.told()
        assert stage.provider.calls == []
        assert len([toast for toast in stage.chat.toasts if toast]) == 5
        await stage.press(Action.AGAIN, picture)
        await stage.chat.until(1)


async def test_an_earlier_picture_is_edited_by_replying_to_it(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        message = next(shown.message for shown in stage.chat.shown.values() if shown.parcel)
        digest = stage.chat.parcels[0].sheets[0].stored.digest
        await stage.type("/edit give it a hat", replied=Replied(message, ours=True))
        await stage.told()
        await stage.ended(stage.chat.parcels[0].job + 1)
        job = await stage.house.store.jobs.get(stage.chat.parcels[0].job + 1)
        assert job is not None
        assert job.request.references == (digest,)


async def test_what_is_no_picture_is_refused_in_words(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.files["x"] = b"I am text, renamed .png"
        attachment = Attachment(AttachmentKind.PICTURE, "x", "photo.png")
        await stage.type("make it blue", attachments=(attachment,))
        await stage.told()
        assert stage.provider.calls == []
        assert len(stage.chat.said) == 1


@pytest.mark.parametrize("kind", [AttachmentKind.OTHER, AttachmentKind.TEXT])
async def test_what_nobody_here_can_read_is_answered_in_private_and_left_alone_in_a_group(
    tmp_path: Path, kind: AttachmentKind
) -> None:
    """A voice message, a sticker, a place on the map, an empty text file: never silence where only we are spoken to."""
    async with open_stage(tmp_path) as stage:
        stage.chat.files["v"] = b" \n"
        thing = Attachment(kind, "v")
        await stage.type(attachments=(thing,), chat=stage.club)
        await stage.type(attachments=(thing,))
        await stage.told()
        assert stage.chat.said == [stage.house.texts.say("en", "prompt.unread")]


async def test_history_get_and_delete(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("a fox")
        await stage.chat.until(1)
        job = stage.chat.parcels[0].job
        await stage.type("/history")
        await stage.told()
        assert "a fox" in stage.chat.said[-1]
        await stage.type(f"取图 {job}")
        await stage.chat.until(2)
        assert stage.chat.parcels[1].sheets[0].file is not None  # resent by the platform's own handle
        assert len(stage.provider.calls) == 1
        await stage.type("/get 999")
        await stage.told()
        assert "999" in stage.chat.said[-1]
        await stage.press(Action.DELETE, stage.chat.parcels[0].sheets[0].stored.id, message="3")
        await stage.told()
        await stage.type("/history")
        await stage.told()
        assert "a fox" not in stage.chat.said[-1]


async def test_a_picture_that_is_not_drawn_yet_is_not_gone(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        await stage.type("a fox")
        await stage.type("/get 1")
        await stage.told()
        assert stage.chat.said[-1].endswith("/status shows where it is.")
        for ended in ("Cancelled 1", "ended before", "no picture 1"):
            await stage.type("/get 1" if "no picture" in ended else "/cancel 1")
            await stage.told()
            assert ended in stage.chat.said[-1]


async def test_cancel_gives_the_units_back(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False, quota_person="1/day") as stage:
        await stage.type("a fox")
        await stage.type("another fox")
        await stage.told()
        assert len(await stage.house.store.jobs.unfinished(1)) == 1
        await stage.type("/status")
        await stage.type("取消")
        await stage.told()
        assert await stage.house.store.jobs.unfinished(1) == []
        await stage.type("another fox")
        await stage.told()
        assert len(await stage.house.store.jobs.unfinished(1)) == 1


async def test_language_is_chosen_and_kept(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("/lang zh")
        await stage.type("帮助")
        await stage.told()
        assert any("画" in text for text in stage.chat.said)


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
