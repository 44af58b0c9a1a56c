"""What an official account pushes: how many, with which token, pictures it has to upload."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bot.model import Address, ChatKind
from bot.ports import Answer
from tests.e2e.wechat.town import ANN, Builder, shown


async def test_the_budget_is_spent_on_pictures(town: Builder) -> None:
    t = await town(count=4)
    await t.phone.write(ANN, "four cats")
    await t.core.settled()
    assert shown(t) == [("reply", "text"), *[("push", "image")] * 4, ("push", "text")]
    t = await town(count=4)
    t.core.count = 3
    t.state.acted(ANN)
    await t.phone.click(ANN, "four cats from the menu")
    await t.core.settled()
    assert shown(t) == [("reply", "text"), *[("push", "image")] * 3]


async def test_with_few_pushes_left_the_last_one_carries_links(town: Builder) -> None:
    t = await town(count=4)
    await t.phone.click(ANN, "four cats")
    await t.core.settled()
    assert shown(t) == [("reply", "text"), ("push", "image"), ("push", "image"), ("push", "text")]
    assert t.phone.screen(ANN)[-1].text.count("https://pictures.example/i/") == 2
    assert t.core.jobs[1001].ending == "delivered"


@pytest.mark.parametrize("code", [45015, 45047, 48001])
async def test_refused_pushes_park_the_picture(town: Builder, code: int) -> None:
    t = await town()
    t.api.faults["/cgi-bin/message/custom/send"] = [code] * 9
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert t.core.jobs[1001].ending == "waiting"
    t.api.faults.clear()
    await t.phone.write(ANN, "/help")
    assert t.phone.screen(ANN)[-1].kind == "news"


@pytest.mark.parametrize("code", [40001, 42001])
async def test_a_dead_token_is_refreshed_once(town: Builder, code: int) -> None:
    t = await town()
    await t.phone.write(ANN, "/help")
    t.api.faults["/cgi-bin/message/custom/send"] = [code]
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert t.core.jobs[1001].ending == "delivered"
    assert t.state.fetched == 3  # at first; normal mode gave the same token again; by force


async def test_a_token_revoked_in_the_middle(town: Builder) -> None:
    t = await town(draw_seconds=0.05)
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    t.state.revoke()
    await t.phone.write(ANN, "a dog")
    await t.core.settled()
    assert [done.ending for done in t.core.jobs.values()] == ["delivered"] * 2
    assert t.state.forced == []


async def test_many_pushes_at_once_fetch_one_token(town: Builder) -> None:
    t = await town()
    await asyncio.gather(*(t.phone.write(f"o{n}", "a cat") for n in range(30)))
    await t.core.settled()
    assert {done.ending for done in t.core.jobs.values()} == {"delivered"}
    assert t.state.fetched == 1


async def test_a_large_picture_is_made_small_and_uploaded_once(town: Builder) -> None:
    t = await town(side=1200, noise=True)
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert t.core.jobs[1001].ending == "delivered"
    (picture,) = [seen for seen in t.phone.screen(ANN) if seen.kind == "image"]
    assert len(t.core.parcels[1001].sheets[0].picture.data) > 2_000_000 >= len(picture.data)
    assert Image.open(BytesIO(picture.data)).format == "JPEG"
    await t.phone.write(ANN, "取图 1001")
    await t.core.settled()
    assert t.api.calls.count("/cgi-bin/media/upload") == 1
    t.hours.move(4 * 86_400)
    await t.phone.write(ANN, "取图 1001")
    await t.core.settled()
    assert t.api.calls.count("/cgi-bin/media/upload") == 2


async def test_an_upload_that_is_gone_is_made_again(town: Builder) -> None:
    t = await town()
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    t.state.media.clear()
    t.core.jobs.clear()  # the same code and so the same picture
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert t.core.jobs[1001].ending == "delivered"


@pytest.mark.parametrize("fault", [45009, "http 502", "hang up", 40137, 40007])
async def test_a_refused_upload_leaves_the_picture_fetchable(town: Builder, fault: int | str) -> None:
    t = await town()
    t.api.faults["/cgi-bin/media/upload"] = [fault]
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert t.core.jobs[1001].ending == ("DeliveryError" if fault in {40137, 40007} else "SlowDown")
    await t.phone.write(ANN, "取图 1001")
    await t.core.settled()
    assert ("reply", "image") in shown(t)


async def test_words_that_cannot_be_pushed_are_said_with_the_next_message(town: Builder) -> None:
    """The allow-list, say: the person is told the code."""
    t = await town(draw_seconds=0.1)
    t.api.faults["/cgi-bin/message/custom/send"] = [40164] * 2
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert t.core.jobs[1001].ending == "DeliveryError"
    await t.phone.write(ANN, "/help")
    assert t.phone.screen(ANN)[-1].text == "fetch it with 取图 1001\n\nanswer to /help"


@pytest.mark.parametrize("fault", ["hang up", "http 502"])
async def test_a_push_whose_answer_is_lost_is_doubtful_and_not_repeated(town: Builder, fault: str) -> None:
    t = await town()
    t.api.faults["/cgi-bin/message/custom/send"] = [fault]
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert t.core.jobs[1001].ending == "DeliveryDoubtful"
    assert t.api.calls.count("/cgi-bin/message/custom/send") == 2  # the lost one, and the words about it


async def test_words_nobody_knows_the_fate_of_are_said_with_the_next_message(town: Builder) -> None:
    t = await town()
    await t.phone.write(ANN, "/help")
    t.api.faults["/cgi-bin/message/custom/send"] = ["http 502"]
    await t.account.say(Address("wechat", ANN, ChatKind.PRIVATE, hint="of yesterday"), Answer("fetch it with 取图 7"))
    await t.phone.write(ANN, "/help")
    assert "取图 7" in t.phone.screen(ANN)[-1].text
    assert t.api.calls.count("/cgi-bin/message/custom/send") == 1


async def test_words_refused_as_an_upload_are_not_lost(town: Builder) -> None:
    t = await town()
    await t.phone.write(ANN, "/help")
    t.api.faults["/cgi-bin/message/custom/send"] = [40007]
    await t.account.say(Address("wechat", ANN, ChatKind.PRIVATE, hint="of yesterday"), Answer("fetch it with 取图 7"))
    await t.phone.write(ANN, "/help")
    assert "取图 7" in t.phone.screen(ANN)[-1].text


async def test_links_to_the_originals_answer_the_number_and_cost_no_push(town: Builder) -> None:
    t = await town()
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    t.core.parcels[1001] = replace(t.core.parcels[1001], original=True)
    await t.phone.write(ANN, "取图 1001")
    assert (t.phone.screen(ANN)[-1].how, t.phone.screen(ANN)[-1].text.splitlines()[0]) == ("reply", "originals:")
    assert t.phone.attempts[-1] == 1


@pytest.mark.parametrize("fault", [45009, -1, "http 503"])
async def test_a_picture_that_has_to_wait_is_shown_to_whoever_writes_before_it_goes(
    town: Builder, fault: int | str
) -> None:
    """It may be until tomorrow, when the account has its daily messages again."""
    t = await town()
    t.api.faults["/cgi-bin/message/custom/send"] = [fault]
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert t.core.jobs[1001].ending == "SlowDown"
    await t.phone.write(ANN, "/help")
    assert (t.phone.screen(ANN)[-1].kind, t.phone.screen(ANN)[-1].text) == ("news", "Picture 1001\nanswer to /help")


async def test_a_picture_that_comes_in_the_end_is_not_shown_again(town: Builder) -> None:
    t = await town()
    t.api.faults["/cgi-bin/message/custom/send"] = [45009]
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    await t.account.deliver(Address("wechat", ANN, ChatKind.PRIVATE), t.core.parcels[1001])
    await t.phone.write(ANN, "/help")
    assert t.phone.screen(ANN)[-1].text == "answer to /help"
