"""A member asks and gets: the main flow, from words to a picture and back into the history."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.model import (
    Action,
    Attachment,
    AttachmentKind,
    State,
)
from tests.e2e.flow.stage import open_stage


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


async def test_what_is_no_picture_is_refused_in_words(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.chat.files["x"] = b"I am text, renamed .png"
        attachment = Attachment(AttachmentKind.PICTURE, "x", "photo.png")
        await stage.type("make it blue", attachments=(attachment,))
        await stage.told()
        assert stage.provider.calls == []
        assert len(stage.chat.said) == 1


async def test_words_below_what_we_cannot_read_are_not_drawn_without_it(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("make this blue", attachments=(Attachment(AttachmentKind.OTHER, "v", "plan.pdf"),))
        await stage.told()
        assert stage.provider.calls == []
        assert stage.chat.said == [stage.house.texts.say("en", "reference.unknown")]


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


async def test_language_is_chosen_and_kept(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type("/lang zh")
        await stage.type("帮助")
        await stage.told()
        assert any("画" in text for text in stage.chat.said)
