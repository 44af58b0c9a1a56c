"""What belongs together is read as one, also where each message is brought only after the one before was acknowledged."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from adapters.chat.telegram import inbound
from adapters.chat.telegram.aside import Aside
from adapters.chat.telegram.holding import Holding
from adapters.chat.telegram.intake import Intake
from bot.model import Incoming
from tests.fakes.clock import FakeClock
from tests.fakes.platform_memory import FakePlatformMemory
from tests.unit.telegram.updates import BUTTONS, GROUP, ME, NOW, message

Json = dict[str, Any]
BEN = {"id": 8, "is_bot": False, "first_name": "Ben"}
QUIET = 0.7


@dataclass
class Process:
    """One life of the service behind a webhook. `failures` are raised by the next receives; the store drops what it knows."""

    memory: FakePlatformMemory
    stored: dict[str, Incoming]
    clock: FakeClock = field(default_factory=FakeClock)
    failures: list[Exception] = field(default_factory=list[Exception])

    def __post_init__(self) -> None:
        def read(update: object) -> Incoming | None:
            return inbound.read(update, ME, BUTTONS, NOW)

        holding = Holding(self.memory, self.clock)
        nobody = cast("Aside", None)  # nothing here is an update of another kind
        self.intake = Intake(
            read=read, aside=nobody, receive=self.receive, clock=self.clock, quiet=QUIET, holding=holding
        )

    async def receive(self, incoming: Incoming) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.stored.setdefault(incoming.event, incoming)


@dataclass
class House:
    memory: FakePlatformMemory = field(default_factory=FakePlatformMemory)
    stored: dict[str, Incoming] = field(default_factory=dict[str, Incoming])

    def process(self) -> Process:
        return Process(self.memory, self.stored)

    @property
    def held(self) -> list[str]:
        """What would be handled again after a crash."""
        return [key for key in self.memory.notes if "/parts/" in key]

    @property
    def read(self) -> list[tuple[str, int]]:
        return [(incoming.text, len(incoming.attachments)) for incoming in self.stored.values()]


def album(count: int = 3, **more: Any) -> list[Json]:
    return [
        message(
            message_id=10 + number,
            photo=[{"file_id": f"p{number}", "width": 9, "height": 9}],
            media_group_id="777",
            caption="a collage" if number == 0 else "",
            **more,
        )
        | {"update_id": 100 + number}
        for number in range(count)
    ]


def said(number: int, text: str, **more: Any) -> Json:
    return message(message_id=number, text=text, **more) | {"update_id": number}


async def test_each_is_acknowledged_before_the_next_comes() -> None:
    house = House()
    process = house.process()
    for update in [*album(), said(200, "x" * 4096), said(201, "y")]:
        await process.intake.take(update)
    await process.clock.advance(3)
    assert house.read == [("a collage", 3), ("x" * 4096 + "y", 0)]
    assert house.held == []


async def test_what_was_acknowledged_outlives_a_crash() -> None:
    house = House()
    first = house.process()
    for update in [*album(), said(200, "x" * 4096, chat=GROUP), said(201, "y", chat=GROUP)]:
        await first.intake.take(update)
    await first.intake.close()
    assert house.read == []
    second = house.process()
    second.clock.set(first.clock.now())
    looking = asyncio.create_task(second.intake.resume())
    await second.clock.advance(5)
    assert house.read == [], "another process may still be waiting for the rest"
    await second.clock.advance(20)
    looking.cancel()
    assert sorted(house.read) == [("a collage", 3), ("x" * 4096 + "y", 0)]
    assert house.held == []


async def test_a_crash_between_storing_and_forgetting_asks_for_nothing_twice() -> None:
    house = House()
    first = house.process()
    for update in [said(200, "x" * 4096), said(201, "y")]:
        await first.intake.take(update)
    notes = dict(house.memory.notes)
    await first.clock.advance(3)
    house.memory.notes = notes
    second = house.process()
    looking = asyncio.create_task(second.intake.resume())
    second.clock.set(first.clock.now())
    await second.clock.advance(30)
    looking.cancel()
    assert house.read == [("x" * 4096 + "y", 0)]
    assert house.held == []


async def test_an_album_that_several_processes_are_brought_is_one() -> None:
    house = House()
    processes = [house.process() for _ in range(3)]
    for process, update in zip(itertools.cycle(processes), album(5), strict=False):
        await process.intake.take(update)
    for process in processes:
        await process.clock.advance(3)
    assert house.read == [("a collage", 5)]


async def test_what_others_say_meanwhile_waits_for_nobody_and_ones_own_words_wait() -> None:
    house = House()
    process = house.process()
    [one, two, three] = album(chat=GROUP)
    await process.intake.take(one)
    await process.intake.take(said(150, "hello", chat=GROUP, **{"from": BEN}))
    await process.intake.take(two)
    mine = asyncio.create_task(process.intake.take(said(160, "/quota", chat=GROUP)))
    await process.intake.take(three)
    await process.clock.advance(3)
    await mine
    assert house.read == [("hello", 0), ("a collage", 3), ("/quota", 0)]


async def test_what_is_not_stored_at_once_is_tried_again() -> None:
    house = House()
    process = house.process()
    process.failures = [RuntimeError("the disk is full")] * 2
    for update in album():
        await process.intake.take(update)
    await process.clock.advance(10)
    assert house.read == [("a collage", 3)]
    assert house.held == []


async def test_a_part_that_comes_twice_is_one_part() -> None:
    house = House()
    process = house.process()
    parts = [said(200, "x" * 4096), said(201, "y" * 4000), said(202, "z")]
    for update in [update for part in parts for update in (part, part)]:
        await process.intake.take(update)
    for update in [update for part in album() for update in (part, part)]:
        await process.intake.take(update)
    await process.clock.advance(5)
    for update in [*parts, *album()]:
        await asyncio.gather(process.intake.take(update), process.clock.advance(3))
    assert house.read == [("x" * 4096 + "y" * 4000 + "\nz", 0), ("a collage", 3)]


def edited(update: Json, number: int, text: str, seconds: int = 3) -> Json:
    said = update["message"]
    words = {"caption" if "photo" in said else "text": text}
    return {"update_id": number, "edited_message": {**said, **words, "edit_date": said["date"] + seconds}}


async def test_an_edit_of_any_part_reaches_the_whole_in_any_process() -> None:
    house = House()
    first, second, third = (house.process() for _ in range(3))
    [one, two, three] = album()
    text = [said(200, "x" * 4096), said(201, "y")]
    for update in [one, two, three, *text]:
        await first.intake.take(update)
    await first.clock.advance(3)
    await second.intake.take(edited(one, 300, "a collage in blue"))
    await third.intake.take(edited(text[1], 301, "z"))
    await first.intake.take(edited(three, 302, "", 5))
    [*_, blue, long, same] = house.stored.values()
    assert (blue.text, blue.edited, len(blue.attachments), blue.message) == ("a collage in blue", True, 3, "10")
    assert (long.text, long.edited, long.message) == ("x" * 4096 + "z", True, "200")
    assert (same.text, len(same.attachments)) == ("a collage in blue", 3)


@pytest.mark.parametrize("where", ["here", "elsewhere"])
async def test_a_picture_that_trickles_in_late_is_an_edit_of_its_album(where: str) -> None:
    house = House()
    process = house.process()
    [one, two, three] = album()
    await process.intake.take(one)
    await process.clock.advance(4)
    assert house.read == [], "half of an album: the other half is on its way"
    await process.intake.take(two)
    await process.clock.advance(3)
    assert house.read == [("a collage", 2)]
    other = process if where == "here" else house.process()
    for _ in range(2):
        await other.intake.take(three)
    late = [*house.stored.values()][-1]
    assert (late.text, len(late.attachments), late.edited, late.message) == ("a collage", 3, True, "10")
    assert len(house.stored) == 2


async def test_half_of_an_album_is_not_waited_for_for_ever() -> None:
    house = House()
    process = house.process()
    [one, _, _] = album()
    [theirs, _, _] = album(chat=GROUP)
    await process.intake.take(one)
    await process.intake.take(theirs)
    await process.clock.advance(2)
    assert house.read == [("a collage", 1)], "in a group the others may not be for our ears"
    await process.clock.advance(6)
    assert house.read == [("a collage", 1)] * 2
