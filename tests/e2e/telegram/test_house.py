"""The whole house behind Telegram: real store, real dispatcher, a real library, the emulated server."""

from __future__ import annotations

from pathlib import Path

from bot.model import Ending, State
from tests.e2e.flow.stage import png
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.service import serving
from tests.emulators.telegram.refusal import forbidden
from tests.emulators.telegram.strict import Call


async def test_a_prompt_a_picture_and_its_buttons_after_a_restart(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path):
        ann.say("a red fox")
        [picture] = await ann.until(lambda seen: len(seen) == 1 and seen[0].picture)
        assert picture.text.startswith("a red fox\n#")
        assert len([label for row in picture.buttons for label in row]) == 5
    async with serving(stage, tmp_path):
        ann.press(picture.id, "Again")
        await ann.until(lambda seen: sum(bool(s.picture) for s in seen) == 2)
        ann.press(picture.id, "Original")
        await ann.until(lambda seen: any(s.file for s in seen))
        ann.say("make it night", reply_to=picture.id)
        await ann.until(lambda seen: sum(bool(s.picture) for s in seen) == 3)
        query = ann.press(picture.id, "Delete")
        await ann.answered(query)


async def test_a_strangers_press_does_nothing(stage: Stage, tmp_path: Path) -> None:
    room = stage.town.found("supergroup", "Club", -1001)
    ann, ben = stage.phone().join(room), stage.phone("Ben").join(room)
    async with serving(stage, tmp_path) as business:
        ann.say("/imagine a red fox")
        [picture] = await ann.until(lambda seen: len(seen) == 1 and seen[0].picture)
        answer = await ben.answered(ben.press(picture.id, "Again"))
        assert answer["text"] == "Only the one who asked for it can do that."
        assert len(business.provider.requests) == 1


def blocked(call: Call) -> None:
    """The photo of the red fox is refused, in whichever way it comes."""
    if call.method in {"sendPhoto", "editMessageMedia"} and "a red fox" in str(call.values):
        raise forbidden("bot was blocked by the user")


async def test_who_blocked_the_bot_gets_the_units_back(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, quota_person="1/day") as business:
        stage.api.faults.chance = blocked
        ann.say("a red fox")
        job = await business.ended(1)
        assert (job.state, job.ending) == (State.REFUNDED, Ending.UNDELIVERABLE)
        ann.say("a blue fox")
        await ann.until(lambda seen: any(s.picture for s in seen))


async def test_who_is_no_admin_is_told_so_in_private(stage: Stage, tmp_path: Path) -> None:
    room = stage.town.found("supergroup", "Club", -1001)
    ann, ben = stage.phone().join(room), stage.phone("Ben").join(room, "administrator")
    async with serving(stage, tmp_path):
        ann.say("/limit member 5/day")
        await ann.until(lambda seen: len(seen) == 1 and seen[0].hidden)
        assert ben.answers == []
        ben.say("/limit member 1/day")
        await ben.until(lambda seen: len(seen) == 1)
        ann.say("/imagine a red fox")
        await ann.until(lambda seen: any(s.picture for s in seen))
        ann.say("/imagine a blue fox")
        await ann.until(lambda seen: "used up" in seen[-1].text or "used up" in seen[-2].text)


async def test_an_album_becomes_one_edit_with_all_its_references(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path) as business:
        ann.send_album([png(f"part {n}").data for n in range(3)], "a collage of these")
        await ann.until(lambda seen: len(seen) == 1 and seen[0].picture)
        assert len(business.provider.requests[0].references) == 3
