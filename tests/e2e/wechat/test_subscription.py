from __future__ import annotations

import asyncio

import pytest

from adapters.chat.wechat.official_account.platform import OfficialAccount
from adapters.chat.wechat.official_account.settings import Account, OfficialAccountSettings
from bot.errors import Field, WindowShut
from bot.model import Address, ChatKind
from bot.ports import Answer
from tests.e2e.wechat.core import painted, parcel
from tests.e2e.wechat.town import ANN, KEY, TOKEN, Builder, shown
from tests.e2e.wechat.words import words

KIND = "subscription"


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_a_quick_picture_is_the_first_answer(town: Builder, form: str) -> None:
    t = await town(KIND, form=form, draw_seconds=0.05)
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    (card,) = t.phone.screen(ANN)
    assert (card.how, card.kind) == ("reply", "news")
    assert card.text == "Picture 1001\na cat\ncode 1001\n\n1 Again · 2 Vary"
    assert card.link == "https://pictures.example/i/10011"
    assert card.picture == "https://pictures.example/i/10011.jpg"
    assert t.phone.attempts == [1]
    assert t.core.jobs[1001].ending == "delivered"
    assert t.api.calls == []


async def test_the_platforms_retries_are_used_to_wait(town: Builder) -> None:
    t = await town(KIND, draw_seconds=0.45)
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert shown(t) == [("reply", "news")]
    assert t.phone.attempts == [2]
    assert len(t.core.incoming) == 1


async def test_a_slow_picture_is_announced_with_its_code_and_handed_over_with_the_next_message(town: Builder) -> None:
    t = await town(KIND, draw_seconds=1.2)
    await t.phone.write(ANN, "a cat")
    assert [seen.text for seen in t.phone.screen(ANN)] == ["queued 1001\nfetch 1001"]
    assert t.phone.attempts == [3]
    await t.core.settled()
    assert t.core.jobs[1001].ending == "waiting"
    await t.phone.write(ANN, "/help")
    card = t.phone.screen(ANN)[-1]
    assert (card.kind, card.text) == ("news", "Picture 1001\nanswer to /help")
    await t.phone.write(ANN, "/help")
    assert t.phone.screen(ANN)[-1].text == "answer to /help"


@pytest.mark.parametrize("minutes", [1, 10])
async def test_a_slow_provider_is_no_obstacle(town: Builder, minutes: int) -> None:
    t = await town("subscription", draw_seconds=0.9)
    await t.phone.write(ANN, "a cat")
    t.hours.move(60 * minutes)
    await t.core.settled()
    assert t.core.jobs[1001].ending == "waiting"
    await t.phone.write(ANN, "/help")
    assert [seen.kind for seen in t.phone.screen(ANN)] == ["text", "news"]


async def test_a_picture_that_is_known_to_be_slow_is_announced_at_once(town: Builder) -> None:
    t = await town(KIND, draw_seconds=0.3, expected=60)
    await t.phone.write(ANN, "a cat")
    assert t.phone.attempts == [1]
    assert t.phone.screen(ANN)[-1].text == "queued 1001\nfetch 1001"
    await t.core.settled()
    await t.phone.write(ANN, "取图 1001")
    await t.core.settled()
    assert t.phone.screen(ANN)[-1].link == "https://pictures.example/i/10011"
    await t.phone.write(ANN, "/help")
    assert t.phone.screen(ANN)[-1].text == "answer to /help"


async def test_a_second_request_while_one_runs_is_queued_and_hands_over_what_is_ready(town: Builder) -> None:
    t = await town(KIND, draw_seconds=0.2, expected=60)
    await t.phone.write(ANN, "a cat")
    await t.phone.write(ANN, "a dog")
    assert [seen.text for seen in t.phone.screen(ANN)] == ["queued 1001\nfetch 1001", "queued 1002\nfetch 1002"]
    await t.core.settled()
    await t.phone.write(ANN, "a fox")
    handed = t.phone.screen(ANN)[-1].text
    assert "picture 1001 is ready" in handed
    assert "picture 1002 is ready" in handed
    assert "queued 1003" in handed
    assert handed.count('<a href="https://pictures.example/i/') == 2
    await t.core.settled()


async def test_words_that_come_too_late_are_said_next_time(town: Builder) -> None:
    t = await town(KIND)
    to = Address("wechat", ANN, ChatKind.PRIVATE, hint="long ago")
    await t.account.say(to, Answer("your job failed, the units are back"))
    await t.phone.write(ANN, "/help")
    assert t.phone.screen(ANN)[-1].text == "your job failed, the units are back\n\nanswer to /help"


async def test_several_pictures_come_as_links(town: Builder) -> None:
    t = await town(KIND, count=3)
    await t.phone.write(ANN, "three cats")
    await t.core.settled()
    (links,) = t.phone.screen(ANN)
    assert links.kind == "text"
    assert links.text.count("<a href=") == 3


async def test_a_picture_drawn_by_another_process_is_still_the_first_answer(town: Builder) -> None:
    """The worker has no open callback; it leaves the picture in the memory, where the last attempt finds it."""
    t = await town(KIND, draw_seconds=60)
    worker = OfficialAccount(
        OfficialAccountSettings(t.state.appid, t.state.secret, TOKEN, KEY, Account.SUBSCRIPTION, t.home),
        session=t.phone.session,
        memory=t.memory,
        clock=t.hours,
        words=words,
        link=lambda picture: f"https://pictures.example/i/{picture}",
    )
    asking = asyncio.create_task(t.phone.write(ANN, "a cat"))
    while not t.core.jobs:
        await asyncio.sleep(0.01)
    event = t.core.incoming[0].event
    with pytest.raises(WindowShut):
        await worker.deliver(Address("wechat", ANN, ChatKind.PRIVATE, hint=event), parcel(1001, [painted(1)]))
    await asking
    assert t.phone.attempts == [3]
    (card,) = t.phone.screen(ANN)
    assert (card.kind, card.text) == ("news", "Picture 1001\n")


@pytest.mark.slow
async def test_with_the_real_five_seconds(town: Builder) -> None:
    t = await town(KIND, cut_off=5.0, draw_seconds=8.0)
    await t.phone.write(ANN, "a cat")
    await t.core.settled()
    assert shown(t) == [("reply", "news")]
    assert t.phone.attempts == [2]
    t.core.draw_seconds = 16.0
    await t.phone.write(ANN, "a dog")
    assert t.phone.attempts == [2, 3]
    assert t.phone.screen(ANN)[-1].text == "queued 1002\nfetch 1002"
    await t.core.settled()
    assert t.core.jobs[1002].ending == "waiting"


@pytest.mark.parametrize(("kind", "said"), [("subscription", "not_yet"), ("service", "working")])
async def test_an_answer_that_takes_too_long_is_no_silence(town: Builder, kind: str, said: str) -> None:
    t = await town(kind)
    t.core.storing.clear()
    await t.phone.write(ANN, "/help")
    assert [seen.text for seen in t.phone.screen(ANN)] == [said]
    t.core.storing.set()
    await t.core.settled()


async def test_the_platforms_own_words_are_in_the_language_of_the_last_answer(town: Builder) -> None:
    def spoken(key: str, /, **fields: Field) -> str:
        return f"{fields.get('language') or 'house'}: {words(key, **fields)}"

    t = await town(KIND, words=spoken)
    await t.phone.write(ANN, "7")
    assert t.phone.screen(ANN)[-1].text == "house: no_choice 7"
    await t.account.say(Address("wechat", ANN, ChatKind.PRIVATE, language="zh"), Answer("早"))
    await t.phone.write(ANN, "7")
    assert t.phone.screen(ANN)[-1].text == "早\n\nzh: no_choice 7"
