from __future__ import annotations

import asyncio

from adapters.chat.telegram.pace import Pace
from bot.model import Address, ChatKind
from tests.fakes.clock import FakeClock

ANN = Address("telegram", "7", ChatKind.PRIVATE)
BEN = Address("telegram", "8", ChatKind.PRIVATE)
CLUB = Address("telegram", "-9", ChatKind.GROUP)


async def sent(clock: FakeClock, pace: Pace, to: Address, count: int) -> list[float]:
    """When each of so many messages may go."""
    times: list[float] = []

    async def send() -> None:
        await pace.turn(to)
        times.append(clock.monotonic())

    tasks = [asyncio.create_task(send()) for _ in range(count)]
    await clock.advance(600)
    await asyncio.gather(*tasks)
    return times


async def test_a_short_burst_then_one_a_second() -> None:
    clock = FakeClock()
    assert await sent(clock, Pace(clock), ANN, 8) == [0, 0, 0, 0, 0, 1, 2, 3]


async def test_a_group_gets_twenty_a_minute() -> None:
    clock = FakeClock()
    times = await sent(clock, Pace(clock), CLUB, 60)
    assert sum(60 <= t < 120 for t in times) <= 20
    assert times == sorted(times)


async def test_all_chats_together_get_thirty_a_second() -> None:
    clock = FakeClock()
    pace, times = Pace(clock), list[float]()

    async def send(number: int) -> None:
        await pace.turn(Address("telegram", str(number), ChatKind.PRIVATE))
        times.append(clock.monotonic())

    tasks = [asyncio.create_task(send(number)) for number in range(120)]
    await clock.advance(10)
    await asyncio.gather(*tasks)
    assert sum(t < 1 for t in times) <= 60
    assert max(times) <= 3.1


async def test_a_told_wait_holds_that_chat_alone() -> None:
    clock = FakeClock()
    pace = Pace(clock)
    pace.hold(ANN, 17)
    assert not pace.roomy(ANN)
    assert await sent(clock, pace, BEN, 1) == [0]
    clock = FakeClock()
    pace = Pace(clock)
    pace.hold(ANN, 17)
    assert await sent(clock, pace, ANN, 1) == [17]


async def test_progress_leaves_room_for_pictures() -> None:
    clock = FakeClock()
    pace = Pace(clock)
    assert pace.roomy(CLUB)
    for _ in range(5):
        await pace.turn(CLUB)
    assert not pace.roomy(CLUB)
    await clock.advance(1)
    assert pace.roomy(CLUB)
    for _ in range(15):
        await clock.advance(1)
        await pace.turn(CLUB)
    await clock.advance(2)
    assert not pace.roomy(CLUB)
