"""Edited messages with the real service: what waits is changed in its place, later edits are told once; both libraries."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.flow.stage import png
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.service import serving


async def test_an_edit_at_once_changes_what_waits(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, work=False, quota_person="3/day") as service:
        first = ann.say("a red fox")["message_id"]
        [waiting] = await ann.until(lambda seen: seen)
        ann.edit(first, "a blue fox --n 2", later=3)
        await ann.until(lambda seen: len(seen) == 1 and "Changed as you edited it." in seen[0].text)
        assert ann.answers[0].id == waiting.id
        ann.edit(first, "a blue fox --n 4", later=5)
        await ann.until(lambda seen: "Your request stays as it was." in seen[-1].text)
        ann.edit(first, "a green fox", later=11)
        await ann.until(lambda seen: "an edit counts for ten seconds" in seen[-1].text)
        ann.edit(first, "a grey fox", later=60)
        ann.say("/status")
        await ann.until(lambda seen: "a blue fox" in seen[-1].text)
        assert sum("ten seconds" in one.text for one in ann.answers) == 1
        [job] = await service.house.store.jobs.unfinished(1)
        assert (job.request.prompt, job.units) == ("a blue fox", 2)
    async with serving(stage, tmp_path, quota_person="3/day") as service:
        await ann.until(lambda seen: sum(bool(one.picture) for one in seen) == 2)
        await service.ended(job.id)
        assert [request.prompt for request in service.provider.requests] == ["a blue fox"]


async def test_a_mention_added_at_once_makes_it_a_request(stage: Stage, tmp_path: Path) -> None:
    room = stage.town.found("supergroup", "Club", -1001)
    stage.town.privacy = False
    ann = stage.phone().join(room)
    async with serving(stage, tmp_path) as service:
        first = ann.say("a red fox")["message_id"]
        ann.edit(first, f"a red fox @{stage.town.bot['username']}", later=4)
        await ann.until(lambda seen: any(one.picture for one in seen))
        await service.ended(1)
        ann.edit(first, f"a red wolf @{stage.town.bot['username']}", later=8)
        await ann.until(lambda seen: any(one.hidden and "ten seconds" in one.text for one in seen))


@pytest.mark.parametrize("which", [0, 2], ids=["first", "last"])
async def test_the_words_of_an_album_may_stand_under_any_picture(stage: Stage, tmp_path: Path, which: int) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, work=False) as service:
        album = ann.send_album([png(f"part {number}").data for number in range(3)], "a collage")
        [waiting] = await ann.until(lambda seen: seen)
        ann.edit(album[0]["message_id"], "")
        ann.edit(album[which]["message_id"], "a collage in blue", later=4)
        await ann.until(lambda seen: "Changed as you edited it." in seen[0].text)
        assert ann.answers[0].id == waiting.id
        [job] = await service.house.store.jobs.unfinished(1)
        assert job.request.prompt == "a collage in blue"
        assert len(job.request.references) == 3
        ann.edit(album[which]["message_id"], "too late", later=11)
        await ann.until(lambda seen: "an edit counts for ten seconds" in seen[-1].text)
        assert await service.house.store.jobs.get(job.id + 1) is None


async def test_a_later_part_of_a_long_prompt_may_be_edited(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    parts = ["red " * 1000, "blue " * 800, "and green"]
    async with serving(stage, tmp_path, work=False) as service:
        first, middle, last = [ann.say(part)["message_id"] for part in parts]
        await ann.until(lambda seen: seen)
        ann.edit(last, "and grey", later=3)
        await ann.until(lambda seen: "Changed as you edited it." in seen[0].text)
        ann.edit(middle, "white " * 600, later=6)
        await ann.until(lambda seen: len(seen) == 1)
        ann.say("/status")
        await ann.until(lambda seen: len(seen) == 2)
        [job] = await service.house.store.jobs.unfinished(1)
        assert job.request.prompt.split() == [*["red"] * 1000, *["white"] * 600, "and", "grey"]
        ann.edit(first, "something else", later=60)
        await ann.until(lambda seen: "an edit counts for ten seconds" in seen[-1].text)


@pytest.mark.slow  # as slowly as it trickles
async def test_a_picture_that_comes_seconds_later_belongs_to_its_album(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    album: dict[str, Any] = {"media_group_id": "7000"}
    async with serving(stage, tmp_path, work=False) as service:
        ann.send_photo(png("one").data, "a collage", **album)
        await asyncio.sleep(2.5)  # half of it: the rest is waited for
        ann.send_photo(png("two").data, **album)
        await ann.until(lambda seen: seen)
        ann.send_photo(png("three").data, **album)
        await ann.until(lambda seen: "Changed as you edited it." in seen[0].text)
        [job] = await service.house.store.jobs.unfinished(1)
        assert (job.request.prompt, len(job.request.references), len(ann.answers)) == ("a collage", 3, 1)


async def test_what_is_edited_before_everything_has_come_is_read_as_it_is_then(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening(album_seconds=0.5) as core:
        first, _ = ann.send_album([png("one").data, png("two").data], "a collage")
        ann.edit(first["message_id"], "a small collage", later=1)
        [incoming] = await core.until_heard(1)
        assert (incoming.text, len(incoming.attachments), incoming.edited) == ("a small collage", 2, False)
