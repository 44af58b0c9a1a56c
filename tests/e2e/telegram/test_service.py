"""What a group of strangers does with the real service in a year, in small: both libraries, the emulated Bot API."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.model import Ending, State
from tests.e2e.flow.stage import png
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.service import serving
from tests.emulators.telegram import Phone
from tests.emulators.telegram.faults import Lost
from tests.emulators.telegram.refusal import Refusal, bad, flood, forbidden
from tests.emulators.telegram.strict import Call
from tests.emulators.telegram.town import ANONYMOUS, CHANNEL_POSTS, Room


async def pictures(phone: Phone, count: int) -> None:
    await phone.until(lambda seen: sum(bool(one.picture) for one in seen) == count, 10)


def club(stage: Stage, **more: bool) -> Room:
    return stage.town.found("supergroup", "Club", -1001, **more)


async def test_a_file_of_prompts_becomes_an_album_one_file_and_one_line(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, quota_person="50/day"):
        prompts = [f"fox number {number}" for number in range(12)]
        ann.send_file("\n".join(prompts).encode(), "prompts.txt", "text/plain", "/batch")
        seen = await ann.until(lambda seen: any(one.name.endswith(".zip") for one in seen), 20)
        album = [one for one in seen if one.picture]
        assert len(album) == 12
        assert len({one.album for one in album}) == 2  # pages of two to ten
        [packed] = [one.file for one in seen if one.name.endswith(".zip")]
        with zipfile.ZipFile(io.BytesIO(packed or b"")) as archive:
            assert len(archive.namelist()) == 12
        await ann.until(lambda seen: any("All done: 12 of 12" in one.text for one in seen))


async def test_an_album_is_delivered_although_its_waiting_message_cannot_go_yet(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    held = asyncio.Event()

    def flooded(call: Call) -> None:
        if call.method == "deleteMessage" and not held.is_set():
            raise flood(1)

    async with serving(stage, tmp_path) as service:
        stage.api.faults.chance = flooded
        ann.say("a red fox --n 2")
        job = await service.ended(1)
        assert job.state is State.DELIVERED
        assert [bool(one.picture) for one in ann.answers].count(True) == 2
        held.set()
        await ann.until(lambda seen: len(seen) == 3)


async def test_what_is_refused_in_words_nobody_knows_comes_another_way(stage: Stage, tmp_path: Path) -> None:
    """No photo in the waiting message, none of its own: a document, and nothing is left behind."""
    ann = stage.phone()
    odd = bad("SOMETHING_NEW_INVALID")
    async with serving(stage, tmp_path) as service:
        stage.api.faults.plan("editMessageMedia", odd, odd)
        stage.api.faults.plan("sendPhoto", odd)
        ann.say("a red fox")
        assert (await service.ended(1)).state is State.DELIVERED
        [seen] = await ann.until(lambda seen: len(seen) == 1)
        assert seen.file
        assert seen.buttons


@pytest.mark.parametrize("fault", [Lost.AFTER, Refusal(502, "Bad Gateway")], ids=["cut", "gateway"])
async def test_an_album_that_may_have_arrived_is_not_sent_again_unasked(
    stage: Stage, tmp_path: Path, fault: Lost | Refusal
) -> None:
    """What said that it waits says that now; its button brings the pictures."""
    ann = stage.phone()
    stage.api.faults.plan("sendMediaGroup", fault)
    async with serving(stage, tmp_path, quota_person="2/day") as service:
        ann.say("a red fox --n 2")
        job = await service.ended(1)
        assert (job.state, job.ending) == (State.WAITING, Ending.DOUBTFUL)
        seen = await ann.until(lambda seen: any("/get 1" in one.text for one in seen))
        [told] = [one for one in seen if not one.picture]
        assert len(stage.api.made("sendMediaGroup")) == 1
        before = sum(bool(one.picture) for one in seen)
        ann.press(told.id, told.buttons[0][0])
        await ann.until(lambda seen: sum(bool(one.picture) for one in seen) == before + 2)


async def test_pressing_twice_at_once_spends_once(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path) as service:
        ann.say("a red fox")
        await pictures(ann, 1)
        await service.ended(1)
        shown = ann.answers[-1].id
        first, second = ann.press(shown, "Again"), ann.press(shown, "Again")
        await ann.answered(first)
        await ann.answered(second)
        await pictures(ann, 2)
        await service.ended(2)
        assert len(service.provider.requests) == 2
        assert await service.house.store.jobs.get(3) is None


async def test_a_prompt_as_a_file_and_one_over_several_messages_come_whole(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path) as service:
        long = "a very detailed fox " * 500
        ann.send_file(long.encode(), "wish.txt", "text/plain")
        await pictures(ann, 1)
        for part in (long[:4096], long[4096:8192], long[8192:]):
            ann.say(part)
        await pictures(ann, 2)
        jobs = [await service.ended(code) for code in (1, 2)]
        assert [job.request.prompt.split() for job in jobs] == [long.split()] * 2
        assert all(len(one.text) <= 1024 for one in ann.answers if one.picture)
        ann.press(ann.answers[0].id, "Original")
        await ann.until(
            lambda seen: any(one.name.endswith(".txt") and long.strip().encode() in (one.file or b"") for one in seen)
        )


async def test_everything_said_in_a_topic_stays_there(stage: Stage, tmp_path: Path) -> None:
    room = club(stage, is_forum=True)
    room.topics.add(77)
    ann = stage.phone().join(room)
    async with serving(stage, tmp_path) as service:
        ann.say("/imagine a red fox", thread=77)
        await pictures(ann, 1)
        await service.ended(1)
        ann.say("/imagine a blue fox --n 2", thread=77)
        await pictures(ann, 3)
        ann.say("/quota", thread=77)
        await ann.until(lambda seen: seen[-1].hidden)
        ann.say("/imagine x --ar 1:x", thread=77)
        await ann.until(lambda seen: sum(one.hidden for one in seen) == 2)
        assert {one.thread for one in ann.answers} == {77}
        threads = {call.get("message_thread_id") for call in stage.api.made("sendChatAction")}
        assert threads == {77}


async def test_a_group_that_became_a_supergroup_keeps_its_rules_and_history(stage: Stage, tmp_path: Path) -> None:
    old = stage.town.found("group", "Club", -55)
    new = stage.town.found("supergroup", "Club", -1001)
    ann, ben = stage.phone().join(old), stage.phone("Ben").join(old, "creator")
    async with serving(stage, tmp_path) as service:
        ben.say("/limit member 2/day")
        await ben.until(lambda seen: seen and "2" in seen[-1].text)
        ann.say("/imagine a red fox")
        await pictures(ann, 1)
        await service.ended(1)
        old.moved_to = -1001
        moved = stage.town.post(old, {"from": ben.user, "migrate_to_chat_id": -1001})
        stage.town.tell("message", moved)
        ann.join(new)
        ben.join(new, "creator")
        ann.say("/imagine a blue fox")
        await pictures(ann, 1)
        ann.say("/imagine a green fox")
        await ann.until(lambda seen: any("used up your pictures in this group" in one.text for one in seen))
        assert (
            len(await service.house.store.gallery.history(1, 9)) + len(await service.house.store.gallery.history(2, 9))
            == 2
        )


async def test_who_blocked_us_is_remembered_until_they_come_back(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()

    def blocked(call: Call) -> None:
        if call.method in {"sendPhoto", "editMessageMedia"} and "a red fox" in str(call.values):
            raise forbidden("bot was blocked by the user")

    async with serving(stage, tmp_path) as service:
        store = service.house.store
        stage.api.faults.chance = blocked
        ann.say("a red fox")
        job = await service.ended(1)
        assert (job.state, job.ending) == (State.REFUNDED, Ending.UNDELIVERABLE)
        async with asyncio.timeout(30):
            while await store.office.reachable("telegram"):
                await asyncio.sleep(0.01)
        ann.say("a blue fox")
        await pictures(ann, 1)
        assert [chat.id for chat in await store.office.reachable("telegram")] == [str(ann.id)]


async def test_an_anonymous_admin_decides_and_a_channel_uses_the_groups_quota(stage: Stage, tmp_path: Path) -> None:
    room = club(stage)
    ann = stage.phone().join(room)
    face = {"id": ANONYMOUS, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    news = {"id": -100777, "type": "channel", "title": "News"}
    channel = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    async with serving(stage, tmp_path, quota_person="1/day", quota_group="9/day") as service:
        ann.say("/limit group 2/day", face={"from": face, "sender_chat": room.json})
        await ann.until(lambda seen: seen and "2" in seen[-1].text)
        ann.say("/limit group 9/day", face={"from": channel, "sender_chat": news})
        await ann.until(lambda seen: len(seen) == 2)
        for prompt in ("a red fox", "a blue fox"):
            ann.say(f"/imagine {prompt}", face={"from": channel, "sender_chat": news})
        await pictures(ann, 2)
        ann.say("/imagine a green fox", face={"from": channel, "sender_chat": news})
        await ann.until(lambda seen: any("group has used up" in one.text for one in seen))
        assert [change.new for change in await service.house.store.groups.audit(str_of(room), 9)] == ["2/day"]
        assert await service.house.store.office.accounts(9) == []


def str_of(room: Room) -> str:
    return f"telegram:{room.id}"


async def test_any_earlier_picture_can_be_replied_to(stage: Stage, tmp_path: Path) -> None:
    room = club(stage)
    ann, ben = stage.phone().join(room), stage.phone("Ben").join(room)
    async with serving(stage, tmp_path) as service:
        theirs = ben.send_photo(png("theirs").data)["message_id"]
        ann.say("/edit make it night", reply_to=theirs)
        await pictures(ann, 1)
        await service.ended(1)
        ours = next(one.id for one in ann.answers if one.picture)
        ben.say("make it day", reply_to=ours)
        await pictures(ann, 2)
        file = ben.send_file(png("file").data, "x.png", "image/png")["message_id"]
        ben.say("/edit in winter", reply_to=file)
        await pictures(ann, 3)
        ben.send_file(png("file").data, "x.png", "image/png", "/edit in spring")
        await pictures(ann, 4)
        assert [len(request.references) for request in service.provider.requests] == [1] * 4


async def test_being_forgotten_is_asked_and_done_for_one_persons_eyes(stage: Stage, tmp_path: Path) -> None:
    room = club(stage)
    ann, ben = stage.phone().join(room), stage.phone("Ben").join(room)
    async with serving(stage, tmp_path) as service:
        ann.say("/imagine a red fox")
        await pictures(ann, 1)
        await service.ended(1)
        ann.say("/forgetme")
        seen = await ann.until(lambda seen: seen[-1].hidden and seen[-1].buttons)
        assert not any("/forgetme yes" in one.text for one in ben.answers)
        assert "forgotten" in (await ann.answered(ann.press(seen[-1].id, seen[-1].buttons[0][0])))["text"]
        await ann.until(lambda seen: not any(one.hidden for one in seen))
        assert await service.house.store.gallery.history(1, 9) == []


async def test_what_is_nobody_elses_business_is_never_said_aloud(stage: Stage, tmp_path: Path) -> None:
    room = club(stage)
    ann, ben = stage.phone().join(room), stage.phone("Ben").join(room)
    async with serving(stage, tmp_path, work=False):
        ann.room = ann.private
        ann.say("a secret fox")
        await ann.until(lambda seen: seen)
        ann.room = room
        ann.say("/status")
        await ann.until(lambda seen: seen and "Nothing" in seen[-1].text)
    async with serving(stage, tmp_path) as service:
        await service.ended(1)
        no = bad("ephemeral messages are not supported in this chat")
        for command in ("/history", "/forgetme"):
            before = len(ben.answers)
            stage.api.faults.plan("sendMessage", no)
            ann.say(command)
            said = await ben.until(lambda seen, least=before: len(seen) > least)  # type: ignore[misc]
            assert (said[-1].text, said[-1].buttons) == ("Let us do that in a private chat.", ())
        assert not any("secret" in one.text for one in ben.answers)


async def test_a_stranger_does_not_say_no_for_somebody(stage: Stage, tmp_path: Path) -> None:
    room = club(stage)
    ann, ben = stage.phone().join(room), stage.phone("Ben").join(room)
    stage.api.faults.plan("sendMessage", bad("ephemeral messages are not supported in this chat"))
    async with serving(stage, tmp_path, quota_person="0/day", slow_lane="true"):
        ann.say("/imagine a red fox")
        [offer] = await ben.until(lambda seen: seen and seen[-1].buttons)
        no = offer.buttons[0][1]
        answer = await ben.answered(ben.press(offer.id, no))
        assert answer["text"] == "Only the one who asked for it can do that."
        assert len(ben.answers) == 1
        ann.press(offer.id, no)
        await ben.until(lambda seen: seen == [])


async def test_one_picture_of_an_album_goes_and_the_others_stay(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path) as service:
        ann.say("a red fox --n 3")
        seen = await ann.until(lambda seen: len(seen) == 4 and seen[-1].buttons)
        await service.ended(1)
        first, second, third, below = [one.id for one in seen]
        ann.say("make it night", reply_to=below)
        await ann.until(lambda seen: len(seen) == 5)
        await service.ended(2)
        assert [len(request.references) for request in service.provider.requests] == [0, 3]
        ann.press(below, "2 · Delete")
        await ann.until(lambda seen: len(seen) == 4)
        assert [one.id for one in ann.answers][:3] == [first, third, below]
        assert second not in {one.id for one in ann.answers}
        ann.press(below, "2 · Again")
        ann.press(below, "1 · Delete")
        await ann.until(lambda seen: len(seen) == 3)
        ann.press(below, "3 · Delete")
        await ann.until(lambda seen: len(seen) == 1)
        assert len(service.provider.requests) == 2


async def test_a_comment_below_a_channels_picture_is_no_edit_unless_it_says_so(stage: Stage, tmp_path: Path) -> None:
    room = club(stage)
    ann = stage.phone().join(room)
    news = {"id": -100777, "type": "channel", "title": "News"}
    face: dict[str, Any] = {"from": {"id": CHANNEL_POSTS, "is_bot": False, "first_name": "Telegram"}}
    face |= {"sender_chat": news, "is_automatic_forward": True}
    async with serving(stage, tmp_path) as service:
        post = ann.send_photo(png("news").data, "today", **face)
        ann.say("/imagine a red fox", reply_to=post["message_id"])
        await pictures(ann, 1)
        ann.say("/edit make it night", reply_to=post["message_id"])
        await pictures(ann, 2)
        assert [len(request.references) for request in service.provider.requests] == [0, 1]


@pytest.mark.parametrize("payload", ["", "ref123", "w" + "0" * 23, "../../x"])
async def test_a_link_without_a_wish_is_a_hello(stage: Stage, tmp_path: Path, payload: str) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path) as service:
        ann.say(f"/start {payload}")
        await ann.until(lambda seen: seen and "Hello!" in seen[-1].text)
        assert service.provider.requests == []


PLANES = " ".join(chr(0x10000 * plane + offset) for plane in range(17) for offset in (0x20, 0x1F98, 0xFFFD))
LANGUAGES = (
    *(
        "a red fox",
        "一只红狐",
        "一隻紅狐",
        "赤い狐",
        "붉은 여우",
        "cáo đỏ",
        "หมาจิ้งจอกแดง",
        "लाल लोमड़ी",
        "লাল শিয়াল",
        "சிவப்பு நரி",
    ),
    *(
        "ఎర్ర నక్క",
        "الثعلب الأحمر",
        "שועל אדום",
        "روباه قرمز",
        "κόκκινη αλεπού",
        "рыжая лиса",
        "წითელი მელა",
        "կարմիր աղվես",
    ),
    *("ቀይ ቀበሮ", "rød ræv på isen ß ğ ł ő", "🦊👩‍👩‍👧‍👦🇩🇪 in the snow", PLANES.strip()),
)


async def test_wishes_in_every_language_and_plane_come_back_as_they_were(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, quota_person="off") as service:
        phones = [
            stage.phone(f"Ann {number}") for number, _ in enumerate(LANGUAGES)
        ]  # nobody waits for a chat's flood limit
        for other, words in zip(phones, LANGUAGES, strict=True):
            other.say(f"/imagine {words}")
        for other, words in zip(phones, LANGUAGES, strict=True):
            [shown] = await other.until(lambda seen: len(seen) == 1 and seen[0].picture, 30)
            assert shown.text.startswith(words), words
        assert sorted(request.prompt for request in service.provider.requests) == sorted(LANGUAGES)
        ann.say(f"/imagine {LANGUAGES[-2]} @{stage.town.bot['username']}")  # offsets count UTF-16 code units
        [shown] = await ann.until(lambda seen: len(seen) == 1 and seen[0].picture, 30)
        assert shown.text.startswith(LANGUAGES[-2])
