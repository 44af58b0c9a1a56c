from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.chat.telegram.settings import Mode
from bot.errors import BadReference, DeliveryDoubtful
from bot.model import Address, ChatKind
from bot.ports import Answer, Document, Pending
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.core import painted, parcel_of
from tests.emulators.telegram.faults import Lost
from tests.emulators.telegram.refusal import bad, flood, forbidden

WORLD = (
    "<b>Ada</b> & *Bob* _C_ `d` [x](http://y) \\",
    "红狐 赤い狐 붉은 여우 cáo đỏ สุนัขจิ้งจอก लाल लोमड़ी লাল শিয়াল சிவப்பு నక్క",
    "الثعلب الأحمر שועל אדום روباه Κόκκινη αλεπού рыжая лиса მელა աղվես ቀበሮ",
    "🦊👩‍👩‍👧‍👦🇩🇪 𝒻𝑜𝓍 𠜎𠜱 \U0001f98a\U000e0067 \U0002f800 \U00030000 \ue000 \U000f0000",
)


@pytest.mark.parametrize("mode", list(Mode))
async def test_words_become_one_message_that_becomes_the_picture(stage: Stage, mode: Mode) -> None:
    ann = stage.phone()
    async with stage.listening(mode=mode) as core:
        asked = ann.say("a red fox")
        screen = await ann.until(lambda seen: seen and seen[-1].picture)
        assert len(screen) == 1
        assert screen[0].picture == painted(1000).data
        assert screen[0].text == "a red fox\n#1000"
        assert screen[0].buttons == (("Again", "Vary", "Edit"), ("Original", "Delete"))
        assert screen[0].answers == asked["message_id"]
        await core.settled()
        assert ann.room.actions == ["upload_photo"]
        assert core.receipts[1000].messages == (str(screen[0].id),)
        assert core.receipts[1000].files[10001].startswith("photo:AgAC")
        assert not stage.api.made("editMessageText")
        assert core.incoming[0].at.timestamp() == asked["date"]


async def test_news_is_shown_when_it_takes_longer_and_never_after_the_end(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.platform() as platform:
        to = Address("telegram", str(ann.id), ChatKind.PRIVATE)
        message = await platform.say(to, Answer("queued", pending=Pending(1)))
        await platform.say(to, Answer("second"), edit=message)
        await platform.say(to, Answer("first", pending=Pending(1)), edit=message)
        await platform.say(to, Answer("drawing", pending=Pending(1)), edit=message)
        await ann.until(lambda seen: seen[0].text == "drawing")
        await platform.say(to, Answer("too late", pending=Pending(1)), edit=message)
        await platform.deliver(replace(to, waiting=message), parcel_of(1, [painted(1)]))
        await asyncio.sleep(1.1)  # longer than news is held back
        assert ann.answers[0].picture
        assert [call["text"] for call in stage.api.made("editMessageText")] == ["second", "drawing"]


async def test_a_button_is_pressed_and_answered(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening() as core:
        ann.say("a red fox")
        [picture] = await ann.until(lambda seen: seen and seen[-1].picture)
        query = ann.press(picture.id, "Again")
        assert (await ann.answered(query))["text"] == "AGAIN it is"
        await ann.until(lambda seen: seen[-1].text == "AGAIN 10001")
        press = core.incoming[-1].press
        assert press is not None
        assert (press.subject, press.message) == (10001, str(picture.id))


async def test_a_button_still_works_in_another_process(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening():
        ann.say("a red fox")
        [picture] = await ann.until(lambda seen: seen and seen[-1].picture)
    async with stage.listening():
        assert (await ann.answered(ann.press(picture.id, "Vary")))["text"] == "VARY it is"


async def test_a_forged_press_is_answered_and_does_nothing(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening() as core:
        ann.say("a red fox")
        [picture] = await ann.until(lambda seen: seen and seen[-1].picture)
        assert "text" not in await ann.answered(ann.press(picture.id, "Again", data="a10002.AAAAAAAAAAAAAAAA"))
        assert len(core.incoming) == 1


async def test_several_pictures_are_an_album_with_buttons_below(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening() as core:
        core.count = 3
        ann.say("three foxes")
        screen = await ann.until(lambda seen: seen and seen[-1].buttons and len(seen) == 4)
        await core.settled()
        assert [seen.picture for seen in screen[:3]] == [painted(1000 + n).data for n in range(3)]
        assert len({seen.album for seen in screen[:3]}) == 1
        assert screen[3].text == "three foxes\n#1000"
        assert screen[3].buttons[2:4] == (("2 · Again", "2 · Vary", "2 · Edit"), ("2 · Original", "2 · Delete"))
        assert core.receipts[1000].messages == tuple(str(seen.id) for seen in screen[:3])
        assert len(core.receipts[1000].files) == 3


@pytest.mark.parametrize(
    ("width", "height", "noise"),
    [(2100, 100, False), (9000, 1100, False), (2048, 1800, True)],
    ids=["ratio", "px", "bytes"],
)
async def test_what_is_no_photo_comes_as_a_document(stage: Stage, width: int, height: int, noise: bool) -> None:
    ann = stage.phone()
    picture = painted(1, width=width, height=height, noise=noise)
    async with stage.listening() as core:
        core.drawn = lambda _: [picture]
        ann.say("wide")
        [seen] = await ann.until(lambda seen: seen and seen[-1].file, 20)
        await core.settled()
        assert seen.file == picture.data
        assert seen.name == "1000-1.png"
        assert seen.buttons
        assert core.receipts[1000].files[10001].startswith("document:BQAC")


async def test_a_photo_that_the_server_does_not_take_comes_as_a_document(stage: Stage) -> None:
    ann = stage.phone()
    stage.api.faults.plan("editMessageMedia", bad("IMAGE_PROCESS_FAILED"))
    async with stage.listening():
        ann.say("odd")
        [seen] = await ann.until(lambda seen: seen and seen[-1].file)
        assert seen.file == painted(1000).data


async def test_the_waiting_message_was_deleted(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening():
        stage.api.faults.plan("editMessageMedia", bad("message to edit not found"))
        ann.say("a fox")
        screen = await ann.until(lambda seen: seen and seen[-1].picture)
        assert len(stage.api.made("sendPhoto")) == 1
        assert screen[-1].buttons


async def test_flood_control_holds_this_chat_alone(stage: Stage) -> None:
    ann, ben = stage.phone(), stage.phone("Ben")
    async with stage.listening() as core:
        stage.api.faults.plan("editMessageMedia", flood(1))
        ann.say("a fox")
        await core.until_heard(1)
        ben.say("a cat")
        await ben.until(lambda seen: seen and seen[-1].picture)
        assert not ann.answers[-1].picture
        await ann.until(lambda seen: seen[-1].picture)


async def test_an_edit_whose_answer_was_lost_is_made_again_and_shows_once(stage: Stage) -> None:
    ann = stage.phone()
    stage.api.faults.plan("editMessageMedia", Lost.AFTER)
    async with stage.listening() as core:
        ann.say("a fox")
        await ann.until(lambda seen: seen and seen[-1].picture)
        await core.until_heard(1)
        await core.settled()
        assert core.endings[1000] == "delivered"
        assert len(ann.answers) == 1


async def test_a_parcel_says_when_it_leaves_and_a_change_leaves_no_doubt(stage: Stage) -> None:
    ann = stage.phone()
    sent: list[int] = []

    async def leaving() -> None:
        sent.append(len(stage.api.made("sendPhoto")))

    async with stage.platform() as platform:
        to = Address("telegram", str(ann.id), ChatKind.PRIVATE)
        message = await platform.say(to, Answer("queued", pending=Pending(1)))
        await platform.deliver(replace(to, waiting=message), replace(parcel_of(1, [painted(1)]), leaving=leaving))
        assert sent == []
        await platform.deliver(to, replace(parcel_of(2, [painted(2)]), leaving=leaving))
        assert sent == [0]
        assert [one.picture for one in ann.answers] == [painted(1).data, painted(2).data]


@pytest.mark.parametrize("fault", [Lost.BEFORE, Lost.AFTER])
async def test_words_whose_answer_was_lost_are_said_again_and_progress_is_not(stage: Stage, fault: Lost) -> None:
    ann = stage.phone()
    async with stage.platform() as platform:
        to = Address("telegram", str(ann.id), ChatKind.PRIVATE)
        stage.api.faults.plan("sendMessage", fault)
        await platform.say(to, Answer("it was the content"))
        assert {one.text for one in ann.answers} == {"it was the content"}
        stage.api.faults.plan("sendMessage", fault)
        with pytest.raises(DeliveryDoubtful):
            await platform.say(to, Answer("queued", pending=Pending(1)))


async def test_an_album_whose_answer_was_lost_is_doubtful_and_not_sent_again(stage: Stage) -> None:
    ann = stage.phone()
    stage.api.faults.plan("sendMediaGroup", Lost.AFTER)
    async with stage.listening() as core:
        core.count = 2
        ann.say("foxes")
        await ann.until(lambda seen: sum(bool(s.picture) for s in seen) == 2)
        await core.settled()
        assert core.endings[1000] == "DeliveryDoubtful"
        assert len(stage.api.made("sendMediaGroup")) == 1


@pytest.mark.parametrize("fault", [forbidden("bot was blocked by the user"), bad("chat not found")])
async def test_who_blocked_us_cannot_be_reached(stage: Stage, fault: Exception) -> None:
    ann = stage.phone()
    stage.api.faults.plan("editMessageMedia", fault)  # type: ignore[arg-type]  # both are refusals
    async with stage.listening() as core:
        ann.say("a fox")
        await core.until_heard(1)
        await core.settled()
        assert core.endings[1000] == "Unreachable"


async def test_pictures_and_files_sent_along_can_be_fetched(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening() as core:
        ann.send_photo(painted(7).data, "make it night")
        ann.send_file(painted(8).data, "x.png", "image/png", "and this")
        ann.send_file(b"two lines", "prompt.txt", "text/plain")
        heard = await core.until_heard(3)
        things = [incoming.attachments[0] for incoming in heard]
        assert [thing.kind for thing in things] == ["picture", "picture", "text"]
        assert heard[0].text == "make it night"
        fetched = [await core.platform.fetch(thing, 1 << 20) for thing in things]
        assert fetched == [painted(7).data, painted(8).data, b"two lines"]


@pytest.mark.parametrize("mode", list(Mode))
async def test_an_album_is_one_message_with_all_its_pictures(stage: Stage, mode: Mode) -> None:
    ann = stage.phone()
    async with stage.listening(mode=mode) as core:
        ann.send_album([painted(n).data for n in range(5)], "a collage")
        [incoming] = await core.until_heard(1)
        assert len(incoming.attachments) == 5
        assert incoming.text == "a collage"
        await ann.until(lambda seen: seen and seen[-1].picture)
        assert len(core.incoming) == 1


async def test_words_that_are_there_already_are_fine(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.platform() as platform:
        to = Address("telegram", str(ann.id), ChatKind.PRIVATE)
        message = await platform.say(to, Answer("the same"))
        assert await platform.say(to, Answer("the same"), edit=message) == message


async def test_long_words_are_several_messages(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.platform() as platform:
        to = Address("telegram", str(ann.id), ChatKind.PRIVATE)
        await platform.say(to, Answer("word " * 2000))
        assert " ".join(seen.text for seen in ann.answers).split() == ["word"] * 2000
        assert len(ann.answers) == 3


async def test_charts_and_files_carry_their_words(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.platform() as platform:
        to = Address("telegram", str(ann.id), ChatKind.PRIVATE)
        await platform.say(to, Answer("a chart", picture=painted(1)))
        await platform.say(to, Answer("x" * 2000, document=Document("all.zip", b"PK")))
        chart, archive, words = ann.answers
        assert (chart.picture, chart.text) == (painted(1).data, "a chart")
        assert (archive.file, archive.name, archive.text) == (b"PK", "all.zip", "")
        assert words.text == "x" * 2000


async def test_a_resend_uploads_nothing(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.platform() as platform:
        to = Address("telegram", str(ann.id), ChatKind.PRIVATE)
        parcel = parcel_of(1, [painted(1)])
        receipt = await platform.deliver(to, parcel)
        again = replace(parcel, sheets=(replace(parcel.sheets[0], file=receipt.files[11]),))
        await platform.deliver(to, again)
        assert [call.uploads == {} for call in stage.api.made("sendPhoto")] == [False, True]
        stage.town.files.clear()
        await platform.deliver(to, again)
        assert ann.town.rooms[ann.id].messages[3]["photo"]


@pytest.mark.parametrize("where", ["here", "elsewhere"])
async def test_a_server_of_ones_own_keeps_files_on_its_disk(stage: Stage, tmp_path: Path, where: str) -> None:
    """It names the place there; who has another disk gets the file as from any server."""
    ann = stage.phone()
    stage.town.disk = tmp_path if where == "here" else tmp_path / "another machine"
    async with stage.listening() as core:
        ann.send_photo(painted(7).data, "make it night")
        [incoming] = await core.until_heard(1)
        assert await core.platform.fetch(incoming.attachments[0], 1 << 20) == painted(7).data
        with pytest.raises(BadReference, match="too_large"):
            await core.platform.fetch(incoming.attachments[0], 10)


async def test_an_original_brings_the_whole_prompt_along(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.platform() as platform:
        to = Address("telegram", str(ann.id), ChatKind.PRIVATE)
        prompt = "a very long wish, " * 300
        await platform.deliver(to, parcel_of(1, [painted(1)], f"{prompt}\n#1"))
        assert ann.answers[0].text.endswith("…\n#1")
        await platform.deliver(to, parcel_of(1, [painted(1)], f"{prompt}\n#1", original=True))
        assert {seen.name: seen.file for seen in ann.answers[1:3]} == {
            "1-1.png": painted(1).data,
            "prompt-1.txt": f"{prompt}\n#1".encode(),
        }


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_long_prompt_in_several_messages_is_one(stage: Stage, mode: Mode) -> None:
    ann = stage.phone()
    async with stage.listening(mode=mode) as core:
        ann.say("x" * 4096)
        ann.say("y" * 4096)
        ann.say("z")
        [incoming] = await core.until_heard(1)
        assert incoming.text == "x" * 4096 + "y" * 4096 + "z"


@pytest.mark.parametrize("words", WORLD)
async def test_every_script_comes_back_as_it_was(stage: Stage, words: str) -> None:
    ann = stage.phone()
    async with stage.platform() as platform:
        await platform.say(Address("telegram", str(ann.id), ChatKind.PRIVATE), Answer(words))
        assert ann.answers[0].text == words
