"""An edited message: what waits is changed, what is begun is not, and nobody is told twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.model import Attachment, AttachmentKind, Incoming
from tests.e2e.flow.stage import Stage, open_stage, png
from tests.fakes.chat import FakeChat

LATE = "an edit counts for ten seconds"


async def edit(stage: Stage, first: Incoming, text: str, **changes: object) -> list[str]:
    """Change that message; return what was said about it."""
    before = len(stage.chat.said)
    event = f"edit {text} {len(stage.chat.said)}"
    await stage.house.conversation.receive(replace(first, text=text, edited=True, event=event, **changes))  # type: ignore[arg-type]  # fields by name
    await stage.told()
    return stage.chat.said[before:]


async def kept(stage: Stage, name: str) -> str:
    return await stage.house.studio.keep(png(name).data)


async def prompts(stage: Stage) -> list[tuple[str, int]]:
    """What Ann has on the way: prompts and units."""
    return [(job.request.prompt, job.units) for job in await stage.house.store.jobs.unfinished(1)]


async def test_what_waits_is_changed_in_its_place(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False, quota_person="3/day") as stage:
        first = await stage.type("a red fox")
        await stage.told()
        [waiting] = stage.chat.shown
        said = await edit(stage, first, "a blue fox --n 3 --ar 16:9")
        assert "Changed as you edited it." in said[0]
        assert await prompts(stage) == [("a blue fox", 3)]
        assert list(stage.chat.shown) == [waiting]  # one message, edited in place
        shown = stage.chat.shown[waiting].answer
        assert shown is not None
        assert "Changed as you edited it." in shown.text
        [[cancel]] = shown.buttons
        [job] = await stage.house.store.jobs.unfinished(1)
        assert (cancel.subject, job.request.aspect) == (job.id, "16:9")


async def test_a_refused_edit_leaves_the_request_as_it_was_and_says_so(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False, quota_person="3/day") as stage:
        first = await stage.type("a red fox --n 2")
        await stage.told()
        for text, why in {
            "a red fox --n 4": "today",
            "a red fox --n 9": "--n",
            "a red fox --nn 2": "--nn",
        }.items():
            [line] = await edit(stage, first, text)
            assert why in line
            assert "Your request stays as it was." in line
        assert await prompts(stage) == [("a red fox", 2)]
        assert await edit(stage, first, "a red fox --n 2") == []  # a link preview came up: nothing changed
        await edit(stage, first, "/imagine a red fox --n 3")
        assert await prompts(stage) == [("a red fox", 3)]


async def test_what_is_drawn_or_was_changed_late_is_told_once(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        first = await stage.type("a red fox")
        await stage.chat.until(1)
        await stage.ended(1)
        [line] = await edit(stage, first, "a blue fox")
        assert LATE in line
        assert await edit(stage, first, "a green fox", late=True) == []
    async with open_stage(tmp_path, chat=FakeChat(), work=False) as stage:
        second = await stage.type("a red boat", event="e2", message="m2")
        await stage.told()
        [line] = await edit(stage, second, "a blue boat", late=True)
        assert LATE in line
        assert await prompts(stage) == [("a red boat", 1)]
        never = stage.incoming("hello", chat=stage.club, addressed=False)
        assert await edit(stage, never, "hello!", late=True) == []


async def test_an_edit_of_what_was_no_request_is_as_good_as_new(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        wrong = await stage.type("/imagine a red fox --ar 16:x")
        await edit(stage, wrong, "/imagine a red fox --ar 16:9")
        assert await prompts(stage) == [("a red fox", 1)]
        [job] = await stage.house.store.jobs.unfinished(1)
        await stage.type(f"/cancel {job.id}")
        await edit(stage, wrong, "/imagine a red cat")
        assert await prompts(stage) == [("a red cat", 1)]
        said = await edit(stage, wrong, "/quota")
        assert "What you have left" in said[0]
        assert await prompts(stage) == [("a red cat", 1)]


async def test_an_album_keeps_its_pictures_when_its_words_change(tmp_path: Path) -> None:
    async with open_stage(tmp_path, work=False) as stage:
        stage.chat.files = {name: png(name).data for name in ("one", "two", "three")}
        two = tuple(Attachment(AttachmentKind.PICTURE, name) for name in ("one", "two"))
        album = await stage.type("a collage", attachments=two)
        single = await stage.type("make it night", attachments=two[:1])
        await edit(stage, album, "a small collage", attachments=two[:1])
        other = (Attachment(AttachmentKind.PICTURE, "three"),)
        await edit(stage, single, "make it day", attachments=other)
        found = {job.request.prompt: job.request.references for job in await stage.house.store.jobs.unfinished(1)}
        assert found == {
            "a small collage": (await kept(stage, "one"), await kept(stage, "two")),
            "make it day": (await kept(stage, "three"),),
        }
