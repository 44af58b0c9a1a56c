"""What is held back for a moment, and what is not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.imminent import MOMENT, Imminent
from bot.model import Address, ChatKind, Fund, ImageRequest, Job, Lane, State
from tests.fakes.clock import NOON, FakeClock


def job(age: float) -> Job:
    return Job(
        id=7,
        person=1,
        identity=None,
        address=Address("fake", "7", ChatKind.PRIVATE),
        language="en",
        request=ImageRequest(prompt="a red fox"),
        units=1,
        state=State.DRAWN,
        lane=Lane.NORMAL,
        fund=Fund.ALLOWANCE,
        created=NOON - timedelta(seconds=age),
    )


@pytest.mark.parametrize(("age", "expected"), [(MOMENT / 2, True), (MOMENT, False), (60.0, False)])
def test_the_picture_that_came_last_says_what_to_expect(age: float, *, expected: bool) -> None:
    imminent = Imminent(FakeClock())
    assert not imminent.expected
    imminent.here(job(0.1))
    imminent.here(job(age))
    assert imminent.expected is expected


async def test_what_is_handed_over_within_the_moment_needs_no_words() -> None:
    imminent = Imminent(FakeClock())
    waiting = asyncio.create_task(imminent.comes(7))
    other = asyncio.create_task(imminent.comes(8))
    await asyncio.sleep(0)  # both have begun to wait
    imminent.here(job(0.1))
    assert await waiting
    assert not other.done()
    other.cancel()


async def test_when_the_moment_is_over_words_are_due() -> None:
    clock = FakeClock()
    imminent = Imminent(clock)
    waiting = asyncio.create_task(imminent.comes(7))
    await asyncio.sleep(0)
    await clock.advance(MOMENT)
    assert not await waiting
    imminent.here(job(0.1))  # too late to matter
