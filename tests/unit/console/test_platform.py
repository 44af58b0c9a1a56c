from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.chat.console.page import Page
from adapters.chat.console.pipe import piped_lines
from adapters.chat.console.platform import Console
from adapters.chat.console.seat import seat
from bot.errors import BadReference, PictureUnsuitable
from bot.model import Action, Address, Attachment, AttachmentKind, Button, Chat, ChatKind, Identity, Incoming, Role
from bot.ports import Answer, Document, Parcel, Pending
from tests.fakes.clock import NOON
from tests.unit.console.pictures import picture, sheet

AGAIN = Button(Action.AGAIN, 121, "Again")
VARY = Button(Action.VARY, 121, "Vary")


class Table:
    """A console at which lines are typed, and what came of it."""

    def __init__(
        self, folder: Path, *lines: str, patient: bool = True, group: str | None = None, admin: bool = False
    ) -> None:
        self.shown: list[str] = []
        self.heard: list[Incoming] = []
        self.console = Console(
            seat("ann", group, admin=admin, now=lambda: NOON),
            _typed(lines),
            Page(self.shown.append, folder),
            patient=patient,
            unknown=lambda name: f"no {name}",
        )

    async def receive(self, incoming: Incoming) -> None:
        self.heard.append(incoming)

    async def run(self) -> None:
        await asyncio.wait_for(self.console.run(self.receive), 60)

    def address(self, line: str | None = None) -> Address:
        return Address("console", "ann", ChatKind.PRIVATE, reply_to=line)

    async def deliver(self, job: int = 12, count: int = 1, line: str | None = None) -> None:
        sheets = tuple(sheet(job, number, picture()) for number in range(1, count + 1))
        await self.console.deliver(self.address(line), Parcel(job, sheets, "a fox\n#12", ((AGAIN, VARY),)))


async def _typed(lines: tuple[str, ...]) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def test_a_line_is_a_message_of_that_person(tmp_path: Path) -> None:
    table = Table(tmp_path, "a red fox", "", "   ", "/quota")
    await table.run()
    first, second = table.heard
    assert (first.text, first.sender, first.addressed) == ("a red fox", Identity("console", "ann"), True)
    assert first.chat.kind is ChatKind.PRIVATE
    assert first.event != second.event
    assert first.role is Role.MEMBER


async def test_in_a_group_it_hears_what_is_meant_for_it(tmp_path: Path) -> None:
    table = Table(
        tmp_path,
        "hello all",
        "/imagine a fox",
        "@bananabot a fox",
        "@bananabot",
        ">12 darker",
        group="club",
        admin=True,
    )
    await table.run()
    assert [one.addressed for one in table.heard] == [False, True, True, True, True]
    assert [one.text for one in table.heard] == ["hello all", "/imagine a fox", "a fox", "/help", "/edit darker"]
    assert {one.role for one in table.heard} == {Role.ADMIN}
    assert await table.console.is_admin(table.heard[0].chat, Identity("console", "ann"))
    assert not await table.console.is_admin(Chat("console", "#other", ChatKind.GROUP), Identity("console", "ann"))


async def test_a_reply_names_the_message_that_showed_the_picture(tmp_path: Path) -> None:
    table = Table(tmp_path, ">12 make it night")
    await table.run()
    receipt = await table.console.deliver(table.address(), Parcel(12, (sheet(12, 1, picture()),), "a fox"))
    replied = table.heard[0].replied
    assert replied is not None
    assert (replied.message, replied.ours) == (receipt.messages[0], True)


async def test_the_next_line_waits_for_the_picture_of_this_one(tmp_path: Path) -> None:
    table = Table(tmp_path, "a fox", "/quota")
    asked = asyncio.Event()

    async def receive(incoming: Incoming) -> None:
        table.heard.append(incoming)
        await table.console.say(table.address(incoming.message), Answer("queued", pending=Pending(12)))
        asked.set()

    running = asyncio.create_task(table.console.run(receive))
    await asked.wait()
    assert (len(table.heard), table.console.drawing) == (1, 1)
    await table.deliver(line=table.heard[0].message)
    while len(table.heard) < 2:
        await asyncio.sleep(0)
    assert table.shown[0].startswith(str(tmp_path / "12-1.png"))
    assert not any("queued" in block for block in table.shown), "words on the way are left out of a pipe"
    await table.console.say(table.address(table.heard[1].message), Answer("sorry, that failed"))
    await asyncio.wait_for(running, 60)


async def test_a_picture_that_is_faster_than_its_promise_is_not_awaited(tmp_path: Path) -> None:
    table = Table(tmp_path)
    await table.deliver()
    await table.console.say(table.address(), Answer("queued", pending=Pending(12)))
    assert table.console.drawing == 0


async def test_buttons_are_pressed_by_number_name_or_label(tmp_path: Path) -> None:
    table = Table(tmp_path, ":2", ":again", ":Vary", ":9", patient=False)
    await table.deliver()
    await table.run()
    presses = [one.press for one in table.heard]
    assert [press.action for press in presses if press] == [Action.VARY, Action.AGAIN, Action.VARY]
    assert {press.message for press in presses if press} == {"12.1"}
    assert table.shown[-1] == "no 9"


async def test_a_delivery_shows_where_each_picture_is(tmp_path: Path) -> None:
    table = Table(tmp_path)
    await table.deliver(count=2)
    block = table.shown[0].split("\n")
    assert block[0] == f"{tmp_path / '12-1.png'} (64x48, 1 kB)"
    assert block[1].startswith(str(tmp_path / "12-2.png"))
    assert block[2:] == ["a fox", "#12", ":1 Again  :2 Vary"]
    assert (tmp_path / "12-1.png").read_bytes() == picture().data
    await table.deliver(count=2)
    assert len(list(tmp_path.iterdir())) == 2, "the same picture twice is one file"


async def test_a_folder_that_cannot_be_written_is_a_picture_that_cannot_be_shown(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PictureUnsuitable):
        await Table(tmp_path / "file").deliver()


async def test_words_cannot_drive_the_terminal(tmp_path: Path) -> None:
    table = Table(tmp_path)
    await table.console.say(table.address(), Answer("\x1b[2J\x1b]0;evil\a\u202eplain\x00\ttab\nline"))
    assert table.shown == ["[2J]0;evilplain\ttab\nline"]


async def test_charts_and_files_are_saved_under_safe_names(tmp_path: Path) -> None:
    table = Table(tmp_path)
    await table.console.say(
        table.address(), Answer("yours", picture=picture(form="JPEG"), document=Document("../../export.zip", b"zip"))
    )
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["20261123-120000-1-export.zip", "20261123-120000-1.jpg"]


async def test_a_toast_is_a_block_and_silence_is_nothing(tmp_path: Path) -> None:
    table = Table(tmp_path)
    await table.console.acknowledge("console", "already on its way")
    await table.console.acknowledge("console", "")
    assert table.shown == ["already on its way"]


async def test_files_are_read_up_to_the_limit(tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(b"x" * 10)
    (tmp_path / "note.txt").write_text("hello")
    table = Table(tmp_path, f"+{tmp_path}/cat.png +{tmp_path}/note.txt brighter")
    await table.run()
    cat, text = table.heard[0].attachments
    assert (cat.kind, cat.size, text.kind) == (AttachmentKind.PICTURE, 10, AttachmentKind.TEXT)
    assert await table.console.fetch(cat, 10) == b"x" * 10
    with pytest.raises(BadReference):
        await table.console.fetch(cat, 9)
    with pytest.raises(BadReference, match=r"console\.file"):
        await table.console.fetch(Attachment(AttachmentKind.PICTURE, str(tmp_path / "none.png"), "none.png"), 10)


async def test_lines_come_from_a_pipe_until_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes("one\r\nzwei \u00e4\n\xff\nlast".encode("latin-1"))
    with file.open("rb") as stream:
        assert [line async for line in piped_lines(stream)] == ["one", "zwei \ufffd", "\ufffd", "last"]
