"""Many prompts in one message: one line of progress, and everything together at the end."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections import deque
from pathlib import Path

from bot.errors import ContentRefused, Unclassified, WindowShut
from bot.model import Attachment, AttachmentKind, ImageRequest, Lane, State
from bot.ports import Document, Ticket, Traits
from tests.e2e.flow.stage import Stage, open_stage
from tests.e2e.reuse.test_spared import stage_of
from tests.fakes.chat import FakeChat
from tests.fakes.provider import Act

PROMPTS = [f"a {animal}" for animal in ("fox", "wolf", "bear", "hare")]


def act(request: ImageRequest, _ticket: Ticket, _number: int) -> Act:
    if "wolf" in request.prompt:
        return Act(error=ContentRefused("no"))
    if "bear" in request.prompt:
        return Act(error=Unclassified("broken"))
    return Act()


def document(stage: Stage) -> Document:
    [found] = [s.answer.document for s in stage.chat.shown.values() if s.answer and s.answer.document]
    return found


async def test_lines_become_one_album_one_file_and_one_line_of_words(tmp_path: Path) -> None:
    async with stage_of(tmp_path, Act(seconds=0.02)) as stage:
        await stage.type("/batch\n" + "\n".join(PROMPTS))
        await stage.chat.heard("All done: 4 of 4")
        await stage.chat.heard("in one file")
        assert [len(parcel.sheets) for parcel in stage.chat.parcels] == [4]
        with zipfile.ZipFile(io.BytesIO(document(stage).data)) as archive:
            assert archive.namelist() == [f"{n:03}-{p.replace(' ', '-')}.png" for n, p in enumerate(PROMPTS, 1)]
        jobs = [await stage.ended(number) for number in range(1, 5)]
        assert {job.lane for job in jobs} == {Lane.BATCH}
        assert {job.parent for job in jobs} == {None, jobs[0].id}
        assert all(job.state is State.WAITING for job in jobs)
        words = [shown.answer.text for shown in stage.chat.shown.values() if shown.answer]
        assert sum("4" in text for text in words) == 1  # the progress line became the last line


async def test_where_no_file_can_be_handed_over_none_is_promised(tmp_path: Path) -> None:
    chat = FakeChat(traits=Traits(files=False))
    async with open_stage(tmp_path, chat=chat) as stage:
        await stage.type("/batch\na fox\na hare")
        await chat.heard("All done: 2 of 2")
        assert not any("file" in said for said in chat.said)


async def test_where_pictures_cannot_be_pushed_every_page_is_tried_and_the_end_is_told(tmp_path: Path) -> None:
    chat = FakeChat(traits=Traits(files=False), faults=deque([WindowShut("no push left"), None]))
    async with open_stage(tmp_path, chat=chat, quota_person="20/day") as stage:
        await stage.type("/batch\n" + "\n".join(f"fox {number}" for number in range(11)))
        await chat.heard("All done: 11 of 11")
        assert [len(parcel.sheets) for parcel in chat.parcels] == [1]


async def test_what_did_not_work_is_listed_and_costs_nothing(tmp_path: Path) -> None:
    async with stage_of(tmp_path, quota_person="4/day") as stage:
        stage.provider.script = act
        await stage.type("/batch\n" + "\n".join(PROMPTS))
        said = await stage.chat.heard("2 did not work")
        assert "Line 2: a wolf" in said
        assert "content" in said
        assert "Line 3: a bear" in said
        await stage.type("/imagine a mouse and a cat --n 2")  # what failed has come back
        await stage.chat.until(2)


async def test_a_text_file_is_a_batch_too(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        stage.chat.files["f1"] = "\ufeff--ar 16:9\n一只狐狸\na fox\n".encode()
        await stage.type("/batch", attachments=(Attachment(AttachmentKind.TEXT, "f1", "prompts.txt"),))
        await stage.chat.heard("All done: 2 of 2")
        assert {request.aspect for request in stage.provider.requests} == {"16:9"}
        stage.chat.files["f2"] = b"a" * 1_000_001
        await stage.type("/batch", attachments=(Attachment(AttachmentKind.TEXT, "f2", "prompts.txt"),))
        await stage.chat.heard("over 1 MB")


async def test_lines_over_the_limit_are_named_at_once(tmp_path: Path) -> None:
    async with stage_of(tmp_path, quota_person="3/day") as stage:
        await stage.type("/batch\n" + "\n".join(PROMPTS))
        said = await stage.chat.heard("Code")
        assert said.startswith("3 pictures")
        assert "Line 4" in said
        await stage.chat.heard("All done: 3 of 3")


async def test_many_lines_are_many_pages(tmp_path: Path) -> None:
    async with stage_of(tmp_path, quota_person="off") as stage:
        await stage.type("/batch\n" + "\n".join(f"fox {n}" for n in range(24)))
        await stage.chat.heard("All done: 24 of 24")
        assert [len(parcel.sheets) for parcel in stage.chat.parcels] == [10, 10, 4]


async def test_whoever_asks_for_one_picture_does_not_wait_for_a_batch(tmp_path: Path) -> None:
    async with stage_of(tmp_path, quota_person="off", workers="1") as stage:
        stage.provider.gate.clear()
        await stage.type("/batch\n" + "\n".join(f"fox {n}" for n in range(10)))
        await stage.type("a mouse")
        stage.provider.gate.set()
        await stage.chat.until(1)
        assert "a mouse" in [request.prompt for request in stage.provider.requests][:3]
        await stage.chat.heard("All done")


async def test_ten_lines_of_one_person_are_drawn_at_once_and_who_asks_meanwhile_does_not_wait(tmp_path: Path) -> None:
    async with stage_of(tmp_path, quota_person="off", person_running="1") as stage:
        stage.provider.gate.clear()
        await stage.type("/batch\n" + "\n".join(f"fox {n}" for n in range(10)))
        async with asyncio.timeout(60):
            while stage.provider.in_flight < 10:
                await asyncio.sleep(0.01)
            await stage.type("a mouse")
            while stage.provider.in_flight < 11:
                await asyncio.sleep(0.01)
        stage.provider.gate.set()
        await stage.chat.until(1)
        assert stage.provider.most_in_flight == 11  # one more than one person may have, were lines counted


async def test_after_a_restart_it_goes_on_and_is_told_once(tmp_path: Path) -> None:
    async with stage_of(tmp_path, work=False) as stage:
        await stage.type("/batch\n" + "\n".join(PROMPTS))
        await stage.told()
    async with stage_of(tmp_path) as stage:
        await stage.chat.heard("All done: 4 of 4")
        await asyncio.sleep(0.2)  # several beats: nothing more is said
        assert sum("All done" in text for text in stage.chat.said) == 1
        assert len(stage.chat.parcels) == 1


async def test_without_a_line_it_says_how(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await stage.type("/batch")
        await stage.chat.heard("one prompt a line")
