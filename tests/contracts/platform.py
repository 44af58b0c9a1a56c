"""What every chat platform owes the core. A platform's own test subclasses `PlatformContract` and brings a `Seat`."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import Protocol

import pytest
from PIL import Image

from bot.errors import BadReference, MessageGone
from bot.model import (
    Action,
    Address,
    Attachment,
    AttachmentKind,
    Button,
    Chat,
    Identity,
    Incoming,
    Picture,
    StoredPicture,
)
from bot.ports import Answer, ChatPlatform, Parcel, Pending, Receive, Sheet

AWKWARD = (
    "<b>bold</b> & *stars* _lines_ `ticks` [a](http://b) \\",
    "]]> <![CDATA[ <!-- \"quotes\" 'too' {braces} %s",
    "红狐 الثعلب שועל 🦊👩‍👩‍👧 𠜎",
    "line\n\nline\ttab",
)


class Seat(Protocol):
    """One person in one private chat of the platform, and what they see."""

    @property
    def platform(self) -> ChatPlatform: ...

    @property
    def to(self) -> Address:
        """Where an answer to a fresh message of the person goes."""
        ...

    async def write(self, text: str) -> None:
        """The person writes; called only while the platform runs."""
        ...

    async def texts(self) -> list[str]:
        """All words in the chat that came from us, captions included, oldest first."""
        ...

    async def pictures(self) -> list[bytes]:
        """All pictures in the chat that came from us, oldest first, however they were sent."""
        ...


def picture(seed: int) -> Picture:
    out = BytesIO()
    Image.new("RGB", (256, 192), (seed * 37 % 256, seed * 91 % 256, 120)).save(out, "PNG")
    data = out.getvalue()
    return Picture(data, sha256(data).hexdigest(), "image/png", 256, 192)


def parcel(job: int, count: int = 1, caption: str = "a red fox\n#7", *, original: bool = False) -> Parcel:
    pictures = [picture(job * 10 + number) for number in range(count)]
    sheets = tuple(
        Sheet(StoredPicture(job * 10 + n, job, n, p.digest, p.media_type, p.width, p.height), p)
        for n, p in enumerate(pictures, 1)
    )
    rows = tuple((Button(Action.AGAIN, s.stored.id, "Again"), Button(Action.VARY, s.stored.id, "Vary")) for s in sheets)
    return Parcel(job, sheets, caption, rows, original=original)


class PlatformContract(ABC):
    """Tests that are the same everywhere. `seat` is a fixture of the subclass."""

    @pytest.fixture
    @abstractmethod
    def seat(self) -> AsyncGenerator[Seat] | Seat: ...

    async def test_it_is_the_platform_of_its_addresses(self, seat: Seat) -> None:
        assert seat.platform.name == seat.to.platform
        assert seat.platform.traits == seat.platform.traits

    @pytest.mark.parametrize("words", AWKWARD)
    async def test_words_arrive_as_they_are(self, seat: Seat, words: str) -> None:
        await seat.platform.say(seat.to, Answer(words))
        assert any(words in text for text in await seat.texts())

    async def test_long_words_arrive_whole(self, seat: Seat) -> None:
        words = " ".join(f"word{number}" for number in range(1000))
        await seat.platform.say(seat.to, Answer(words))
        assert " ".join(await seat.texts()).split()[-1000:] == words.split()

    async def test_no_words_say_nothing(self, seat: Seat) -> None:
        assert await seat.platform.say(seat.to, Answer("")) is None
        assert await seat.texts() == []

    async def test_a_message_becomes_another(self, seat: Seat) -> None:
        if not seat.platform.traits.edits:
            return
        message = await seat.platform.say(seat.to, Answer("queued", pending=Pending(1)))
        assert message is not None
        assert await seat.platform.say(seat.to, Answer("drawing"), edit=message) == message
        assert await seat.texts() == ["drawing"]
        await seat.platform.remove(seat.to, message)
        assert await seat.texts() == []
        with pytest.raises(MessageGone):
            await seat.platform.say(seat.to, Answer("again"), edit=message)

    async def test_an_id_of_nowhere_is_gone(self, seat: Seat) -> None:
        if seat.platform.traits.edits:
            with pytest.raises(MessageGone):
                await seat.platform.say(seat.to, Answer("hi"), edit="no such message")

    async def test_a_picture_takes_the_place_of_its_waiting_message(self, seat: Seat) -> None:
        waiting = await seat.platform.say(seat.to, Answer("queued", pending=Pending(7)))
        receipt = await seat.platform.deliver(replace(seat.to, waiting=waiting), parcel(7))
        assert receipt.messages
        assert set(receipt.files) <= {71}
        assert await seat.pictures() == [picture(70).data]
        if seat.platform.traits.edits:
            assert "queued" not in await seat.texts()

    async def test_several_pictures_all_arrive(self, seat: Seat) -> None:
        sent = parcel(8, 3)
        receipt = await seat.platform.deliver(seat.to, sent)
        assert await seat.pictures() == [sheet.picture.data for sheet in sent.sheets]
        assert set(receipt.files) <= {sheet.stored.id for sheet in sent.sheets}

    async def test_a_handle_sends_the_same_picture_again(self, seat: Seat) -> None:
        first = parcel(9)
        receipt = await seat.platform.deliver(seat.to, first)
        again = replace(first, sheets=tuple(replace(s, file=receipt.files.get(s.stored.id)) for s in first.sheets))
        await seat.platform.deliver(seat.to, again)
        assert await seat.pictures() == [first.sheets[0].picture.data] * 2

    async def test_an_original_is_unchanged_to_the_byte(self, seat: Seat) -> None:
        sent = parcel(6, original=True)
        await seat.platform.deliver(seat.to, sent)
        assert await seat.pictures() == [sent.sheets[0].picture.data]

    async def test_a_caption_of_any_length_is_fitted(self, seat: Seat) -> None:
        await seat.platform.deliver(seat.to, parcel(5, caption="a very long wish " * 700 + "\n#5"))
        assert len(await seat.pictures()) == 1

    async def test_courtesies_never_fail(self, seat: Seat) -> None:
        await seat.platform.working(seat.to)
        await seat.platform.working(replace(seat.to, chat="404"))
        await seat.platform.acknowledge("no such press", "hello " * 100)

    async def test_what_is_not_there_cannot_be_fetched(self, seat: Seat) -> None:
        with pytest.raises(BadReference):
            await seat.platform.fetch(Attachment(AttachmentKind.PICTURE, "no-such-file"), 1 << 20)

    async def test_a_stranger_is_no_admin(self, seat: Seat) -> None:
        chat = Chat(seat.to.platform, seat.to.chat, seat.to.kind)
        assert not await seat.platform.is_admin(chat, Identity(seat.to.platform, "404"))

    async def test_what_is_written_comes_in_once_each_and_in_order(self, seat: Seat) -> None:
        heard: list[Incoming] = []

        async def receive(incoming: Incoming) -> None:
            heard.append(incoming)

        async with running(seat.platform, receive):
            for text in ("first", "second", "third"):
                await seat.write(text)
            async with asyncio.timeout(60):
                while len(heard) < 3:
                    await asyncio.sleep(0.005)
        assert [incoming.text for incoming in heard] == ["first", "second", "third"]
        assert len({incoming.event for incoming in heard}) == 3
        assert {incoming.chat.id for incoming in heard} == {seat.to.chat}
        assert all(incoming.at.tzinfo is not None and incoming.addressed for incoming in heard)


@asynccontextmanager
async def running(platform: ChatPlatform, receive: Receive) -> AsyncGenerator[None]:
    """The platform listens meanwhile; cancelling it is enough to stop it."""
    task = asyncio.create_task(platform.run(receive))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
