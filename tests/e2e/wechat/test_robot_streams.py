"""An answer that takes its time: progress, retries, the stream's end, the one address for an answer after it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from adapters.chat.wechat.wecom_bot.platform import WecomBot
from adapters.chat.wechat.wecom_bot.settings import WecomBotSettings
from bot.errors import SlowDown, WindowShut
from bot.model import Address, ChatKind
from tests.e2e.wechat.core import painted, parcel
from tests.e2e.wechat.desk import GROUP, Office
from tests.e2e.wechat.town import KEY, TOKEN
from tests.e2e.wechat.words import words
from tests.emulators.wechat.robot_callback import TOO_MANY, CallbackRobot


async def test_in_a_busy_group_progress_takes_nobodys_turn(desk: Office) -> None:
    """Thirty messages a minute: twenty pictures at once fit, with the words before them they would not."""
    d = await desk("websocket", draw_seconds=0.3)
    await asyncio.gather(*(d.robot.write(f"p{n}", f"cat {n}", GROUP) for n in range(20)))
    await d.eventually(lambda: sum(bool(bubble.pictures) for bubble in d.robot.chat(GROUP)) == 20)
    assert all(bubble.finished for bubble in d.robot.chat(GROUP))


async def test_a_picture_that_has_to_wait_for_its_turn_goes_back_to_the_queue_and_comes_once(desk: Office) -> None:
    d = await desk("websocket")
    to = Address("wecombot", GROUP, ChatKind.GROUP)
    for number in range(30):
        await d.robot.write("ann", f"/help {number}", GROUP)
    await d.eventually(lambda: len(d.robot.chat(GROUP)) == 30)
    with pytest.raises(SlowDown) as slow:
        await d.bot.deliver(to, parcel(7, [painted(1)]))
    assert 0 < slow.value.retry_after <= 66
    d.hours.move(66)
    await d.bot.deliver(to, parcel(7, [painted(1)]))
    assert sum(len(bubble.pictures) for bubble in d.robot.chat(GROUP)) == 1


async def test_a_fourth_request_finds_the_earlier_ones_out_of_the_way(desk: Office) -> None:
    d = await desk(draw_seconds=0.4)
    await asyncio.gather(*(d.robot.write("ann", f"cat {n}") for n in range(3)))
    assert isinstance(d.robot, CallbackRobot)
    assert TOO_MANY not in d.robot.notices
    await d.core.settled()
    assert [done.ending for done in d.core.jobs.values()] == ["delivered"] * 3
    kinds = sorted(bubble.kind for bubble in d.robot.chat("ann"))
    assert kinds == ["markdown", "stream", "stream", "stream"]


async def test_a_picture_after_six_minutes_comes_through_the_response_url_once(desk: Office) -> None:
    d = await desk(draw_seconds=0.3)
    writing = asyncio.create_task(d.robot.write("ann", "a cat", GROUP))
    await d.eventually(lambda: bool(d.robot.chat(GROUP)) or bool(d.robot.chat("ann")))
    d.hours.move(400)
    await writing
    await d.core.settled()
    assert d.core.jobs[1001].ending == "delivered"
    assert d.robot.chat(GROUP)[-1].kind == "markdown"
    to = Address("wecombot", GROUP, ChatKind.GROUP, hint=d.core.incoming[0].hint)
    with pytest.raises(WindowShut):
        await d.bot.deliver(to, parcel(1001, [painted(1)]))
    await d.robot.write("bob", "/help", GROUP)
    handed = d.robot.chat(GROUP)[-1].words
    assert "picture 1001 is ready" in handed
    assert "answer to /help" in handed


@pytest.mark.parametrize("mode", ["callback", "websocket"])
@pytest.mark.parametrize("minutes", [1, 11])
async def test_a_slow_provider_is_no_obstacle(desk: Office, mode: str, minutes: int) -> None:
    """After a minute the stream ends with the picture; after ten it comes another way, with what else finds room there."""
    d = await desk(mode, draw_seconds=0.3)
    writing = asyncio.create_task(d.robot.write("ann", "a cat"))
    await d.eventually(lambda: bool(d.robot.chat("ann")))
    d.hours.move(60 * minutes)
    await writing
    await d.core.settled()
    assert d.core.jobs[1001].ending == "delivered"
    late = {"callback": ["markdown"], "websocket": ["image", "markdown", "card"]}[mode] if minutes > 1 else []
    await d.eventually(lambda: [bubble.kind for bubble in d.robot.chat("ann")] == ["stream", *late])


async def test_parallel_retries_are_one_message_with_one_answer(desk: Office) -> None:
    d = await desk(draw_seconds=0.3)
    assert isinstance(d.robot, CallbackRobot)
    body = d.robot.message("ann", GROUP, {"msgtype": "text", "text": {"content": "@小画家 a cat"}})
    frames = await asyncio.gather(*(d.robot.push(body) for _ in range(9)))
    assert {frame["stream"]["id"] for frame in frames if frame} == {d.core.incoming[0].message}
    assert len(frames) == 9
    assert len(d.core.incoming) == 1


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_an_answer_that_takes_too_long_is_ended_before_nobody_asks_for_it(desk: Office, mode: str) -> None:
    """Its bubble does not go on for ever, and frees one of the three that a person may have in progress."""
    d = await desk(mode, draw_seconds=60)
    writing = asyncio.create_task(d.robot.write("ann", "a cat"))
    await d.eventually(lambda: bool(d.robot.chat("ann")))
    d.hours.move(355 if mode == "callback" else 595)
    await d.eventually(lambda: d.robot.chat("ann")[0].finished)
    await writing
    assert d.robot.chat("ann")[0].words == "queued 1001"


async def test_a_picture_after_an_hour_waits_for_the_next_contact(desk: Office) -> None:
    d = await desk(draw_seconds=0.3)
    writing = asyncio.create_task(d.robot.write("ann", "a cat", GROUP))
    await d.eventually(lambda: bool(d.robot.chat(GROUP)) or bool(d.robot.chat("ann")))
    d.hours.move(3700)
    await writing
    await d.core.settled()
    assert d.core.jobs[1001].ending == "waiting"
    await d.robot.write("ann", "/help", GROUP)
    assert "picture 1001 is ready" in d.robot.chat(GROUP)[-1].words


async def test_another_process_may_draw_and_the_stream_still_ends_with_the_picture(
    desk: Office, session: aiohttp.ClientSession
) -> None:
    d = await desk(draw_seconds=30)
    d.core.parcels[7] = parcel(7, [painted(7)])
    writing = asyncio.create_task(d.robot.write("ann", "a cat"))
    await d.eventually(lambda: bool(d.core.jobs))
    worker = WecomBot(
        WecomBotSettings(token=TOKEN, aes_key=KEY, homes=(d.robot.home,)),
        session=session,
        memory=d.memory,
        clock=d.hours,
        words=words,
        load=d.bot._voice._frames._load,  # pyright: ignore[reportPrivateUsage]  # both processes share the blob store
        link=str,
        taking=5.0,
    )
    to = Address("wecombot", "ann", ChatKind.PRIVATE, hint=d.core.incoming[0].hint)
    await worker.deliver(to, d.core.parcels[7])
    await writing
    assert d.robot.chat("ann")[0].pictures == [d.core.parcels[7].sheets[0].picture.data]
