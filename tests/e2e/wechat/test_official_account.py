"""An official account: what people say there and what they see."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from adapters.chat.wechat.menu import Menu
from adapters.chat.wechat.official_account.platform import OfficialAccount
from adapters.chat.wechat.official_account.settings import Account, OfficialAccountSettings
from bot.errors import WindowShut
from bot.model import Address, ChatKind
from tests.e2e.wechat.core import painted
from tests.e2e.wechat.town import ANN, KEY, TOKEN, Builder, shown
from tests.e2e.wechat.words import words


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
@pytest.mark.parametrize("form", ["xml", "json"])
async def test_a_picture_arrives_in_every_mode(town: Builder, mode: str, form: str) -> None:
    t = await town(mode=mode, form=form, draw_seconds=0.02)
    await t.phone.write(ANN, "a cat ]]> <b>")
    await t.core.settled()
    assert shown(t) == [("reply", "text"), ("push", "image"), ("push", "text")]
    queued, picture, caption = t.phone.screen(ANN)
    assert queued.text == "queued 1001"
    assert picture.data == t.core.parcels[1001].sheets[0].picture.data
    assert caption.text == "a cat ]]> ＜b>\ncode 1001\n\n1 Again · 2 Vary"
    assert t.core.jobs[1001].ending == "delivered"


async def test_numbers_stand_in_for_buttons(town: Builder) -> None:
    t = await town()
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    await t.phone.write(ANN, " ２. ")
    await t.core.settled()
    press = t.core.incoming[-1].press
    assert press is not None
    assert (press.action.name, press.subject) == ("VARY", 10011)
    heard = len(t.core.incoming)
    for number in ("9", "０"):  # on no list: an answer, and no picture of a 9
        await t.phone.write(ANN, number)
        assert t.phone.screen(ANN)[-1].text == f"no_choice {int(number)}"
    assert len(t.core.incoming) == heard


async def test_a_second_request_is_queued_and_both_pictures_come(town: Builder) -> None:
    t = await town(draw_seconds=0.1)
    await asyncio.gather(t.phone.write(ANN, "a cat"), t.phone.write(ANN, "a dog"))
    await t.core.settled()
    assert [done.ending for done in t.core.jobs.values()] == ["delivered", "delivered"]
    assert shown(t).count(("push", "image")) == 2


async def test_parallel_and_late_retries_are_one_message_with_one_answer(town: Builder) -> None:
    t = await town()
    t.state.said(ANN)
    fields: dict[str, Any] = {
        "ToUserName": t.state.original_id,
        "FromUserName": ANN,
        "CreateTime": int(t.state.now),
        "MsgType": "text",
        "Content": "/help",
        "MsgId": 42,
    }
    answers = await asyncio.gather(*(t.phone.post(ANN, fields) for _ in range(20)))
    answers += [await t.phone.post(ANN, fields)]
    assert {status for status, _ in answers} == {200}
    seen = {t.phone.read(ANN, body).text for _, body in answers}
    assert seen == {"answer to /help"}
    assert len(t.core.incoming) == 1


async def test_a_shut_window_parks_the_picture_and_the_next_contact_tells(town: Builder) -> None:
    t = await town(draw_seconds=0.2)
    await t.phone.write(ANN, "a cat")
    t.hours.move(49 * 3600)
    await t.core.settled()
    assert t.core.jobs[1001].ending == "waiting"
    assert shown(t) == [("reply", "text")]
    await t.phone.write(ANN, "/quota")
    handed = t.phone.screen(ANN)[-1]
    assert (handed.how, handed.kind, handed.text) == ("reply", "news", "Picture 1001\nanswer to /quota")
    assert handed.link == "https://pictures.example/i/10011"
    await t.phone.write(ANN, "/quota")
    assert t.phone.screen(ANN)[-1].text == "answer to /quota"
    await t.phone.write(ANN, "取图 1001")
    await t.core.settled()
    assert t.core.jobs[1001].ending == "fetched"
    assert ("reply", "image") in shown(t)


async def test_follow_welcomes_and_unfollow_erases(town: Builder) -> None:
    t = await town()
    await t.phone.follow(ANN, "friend")
    await t.core.settled()
    assert t.core.incoming[-1].text == "/start friend"
    assert shown(t) == [("reply", "text")]
    assert any(f"/{ANN}/" in key for key in t.memory.notes)
    await t.phone.unfollow(ANN)
    assert t.core.incoming[-1].left
    assert not any(f"/{ANN}/" in key for key in t.memory.notes)
    assert shown(t) == [("reply", "text")]


async def test_the_menu_and_its_clicks(town: Builder) -> None:
    t = await town()
    menu = Menu(t.account.api)
    assert await menu.names() == []
    await menu.set(words)
    assert await menu.names() == ["menu.draw", "menu.mine", "menu.help"]
    await t.phone.click(ANN, "/quota")
    assert t.phone.screen(ANN)[-1].text == "answer to /quota"
    await menu.delete()
    assert await menu.names() == []


async def test_a_long_answer_comes_in_pages(town: Builder) -> None:
    t = await town()
    await t.phone.write(ANN, "/long")
    for _ in range(2):
        await t.phone.write(ANN, "0")
    pages = [seen.text for seen in t.phone.screen(ANN)]
    assert all(page.endswith("(0 for more)") for page in pages[:-1])
    assert sum(page.count("x") for page in pages) == 6000
    assert len(t.core.incoming) == 1


async def test_a_photo_and_the_words_after_it_are_one_request(town: Builder) -> None:
    t = await town()
    photo = painted(3)
    await t.phone.photograph(ANN, photo.data, t.home)
    await t.phone.write(ANN, "make it night")
    await t.core.settled()
    (attachment,) = t.core.incoming[-1].attachments
    assert await t.account.fetch(attachment, 1 << 20) == photo.data
    t.api.faults["/cgi-bin/media/get"] = [48001]
    assert await t.account.fetch(attachment, 1 << 20) == photo.data


async def test_slow_storing_keeps_the_callback_open_over_the_retries(town: Builder) -> None:
    t = await town()
    t.core.storing.clear()
    asking = asyncio.create_task(t.phone.write(ANN, "/help"))
    await asyncio.sleep(0.45)
    t.core.storing.set()
    await asking
    assert t.phone.attempts == [2]
    assert t.phone.screen(ANN)[-1].text == "answer to /help"


async def test_typing_is_shown_and_not_repeated(town: Builder) -> None:
    t = await town()
    await t.phone.write(ANN, "/help")
    address = t.core.incoming[0].chat
    to = Address(address.platform, address.id, address.kind)
    await t.account.working(to)
    await t.account.working(to)
    assert t.api.calls.count("/cgi-bin/message/custom/typing") == 1
    assert t.state.followers[ANN].typing_until > t.state.now


@pytest.mark.parametrize("minutes", [1, 10])
async def test_a_slow_provider_is_no_obstacle(town: Builder, minutes: int) -> None:
    t = await town(draw_seconds=0.1)
    await t.phone.write(ANN, "a cat")
    t.hours.move(60 * minutes)
    await t.core.settled()
    assert t.core.jobs[1001].ending == "delivered"


async def test_a_restart_between_drawn_and_delivered(town: Builder) -> None:
    """Another process with the same memory: the push budget, the token and the upload are all known to it."""
    t = await town()
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    again = OfficialAccount(
        OfficialAccountSettings(t.state.appid, t.state.secret, TOKEN, KEY, Account.SERVICE, t.home),
        session=t.phone.session,
        memory=t.memory,
        clock=t.hours,
        words=words,
        link=str,
    )
    to = Address("wechat", ANN, ChatKind.PRIVATE, hint=t.core.incoming[0].hint)
    await again.deliver(to, t.core.parcels[1001])
    assert shown(t).count(("push", "image")) == 2
    assert t.state.fetched == 1
    assert t.api.calls.count("/cgi-bin/media/upload") == 1
    assert await again.deliver(to, t.core.parcels[1001])
    with pytest.raises(WindowShut):  # the five pushes of that one message are spent, and the second process knows
        await again.deliver(to, t.core.parcels[1001])
