from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.chat.wechat.menu import Menu
from adapters.chat.wechat.pace import Rate
from adapters.chat.wechat.wecom_app.platform import WecomApp
from adapters.chat.wechat.wecom_app.settings import WecomAppSettings
from bot.errors import DeliveryError, SlowDown, Unreachable
from bot.model import Action, Address, Button, ChatKind
from bot.ports import Answer, Document, Pending
from tests.e2e.wechat.core import Core, painted, parcel
from tests.e2e.wechat.serving import Background, Serve
from tests.e2e.wechat.town import KEY, TOKEN
from tests.e2e.wechat.words import words
from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.wecom_app import Company, WecomAppApi
from tests.emulators.wechat.wecom_member import Member
from tests.fakes.platform_memory import FakePlatformMemory


@dataclass
class Office:
    api: WecomAppApi
    app: WecomApp
    core: Core
    ann: Member
    hours: Hours
    memory: FakePlatformMemory

    def to(self, member: str = "ann") -> Address:
        return Address("wecom", member, ChatKind.PRIVATE)


async def office(
    session: aiohttp.ClientSession, serve: Serve, background: Background, minute: float = 60.0, **drawing: Any
) -> Office:
    hours, memory = Hours(), FakePlatformMemory()
    company = Company(hours, minute=minute)
    api = WecomAppApi(company)
    settings = WecomAppSettings(
        company.corpid, company.agentid, company.secret, TOKEN, KEY, api_url=await serve(api.app)
    )
    rates = (Rate(30, 2 * minute), Rate(1000, 60 * minute))
    app = WecomApp(settings, session=session, memory=memory, clock=hours, words=words, rates=rates)
    site = web.Application()
    site.router.add_route("GET", "/wecom/callback", app.callback)
    site.router.add_route("POST", "/wecom/callback", app.callback)
    url = await serve(site) + "/wecom/callback"
    core = Core(app, **drawing)
    background(app.run(core.receive))
    await asyncio.sleep(0)
    ann = Member(api, session, url, Crypto(TOKEN, KEY, company.corpid), "ann")
    return Office(api, app, core, ann, hours, memory)


@pytest.fixture
async def here(session: aiohttp.ClientSession, serve: Serve, background: Background) -> Office:
    return await office(session, serve, background)


async def test_the_url_check_reads_its_echo_back(here: Office) -> None:
    assert await here.ann.check_url() == "1616140317555161061"


async def test_a_picture_and_its_buttons(here: Office) -> None:
    assert await here.ann.write("a cat") == 1
    await here.core.settled()
    assert [shown.kind for shown in here.ann.screen] == ["text", "image", "template_card"]
    assert here.ann.screen[1].data == here.core.parcels[1001].sheets[0].picture.data
    assert here.core.jobs[1001].ending == "delivered"
    assert await here.ann.press(here.ann.screen[2], "Vary") == 1
    await here.core.settled()
    press = here.core.incoming[-1].press
    assert press is not None
    assert (press.action, press.subject) == (Action.VARY, 10011)
    card = here.ann.screen[2]
    here.core.toast = "not now"
    assert await here.ann.press(card, "Vary") == 1
    await here.core.settled()
    assert card.content["sub_title_text"] == "not now"
    assert not card.grey
    assert "not now" not in [shown.content.get("content") for shown in here.ann.screen]


async def test_a_resend_uploads_nothing(here: Office) -> None:
    await here.app.deliver(here.to(), parcel(7, [painted(1)]))
    await here.app.deliver(here.to(), parcel(7, [painted(1)]))
    assert here.api.calls.count("/cgi-bin/media/upload") == 1
    here.api.media.clear()
    await here.app.deliver(here.to(), parcel(7, [painted(1)]))
    assert here.api.calls.count("/cgi-bin/media/upload") == 2


async def test_a_photo_and_the_words_after_it(here: Office) -> None:
    photo = painted(9)
    await here.ann.photograph(photo.data)
    await here.ann.write("make it night")
    await here.core.settled()
    (attachment,) = here.core.incoming[-1].attachments
    assert await here.app.fetch(attachment, 1 << 20) == photo.data


async def test_more_than_the_platform_shows_is_paced_not_dropped(
    session: aiohttp.ClientSession, serve: Serve, background: Background
) -> None:
    here = await office(session, serve, background, minute=0.3)
    await asyncio.gather(*(here.app.say(here.to(), Answer(f"line {n}")) for n in range(70)))
    assert len(here.ann.screen) == 70
    assert here.api.company.dropped == 0


async def test_a_wait_that_is_too_long_is_given_back_to_the_queue(here: Office) -> None:
    for n in range(30):
        await here.app.say(here.to(), Answer(f"line {n}"))
    here.hours.move(-3600 * 10)
    waiting = WecomApp(
        here.app._settings,  # pyright: ignore[reportPrivateUsage]  # another process of the same app
        session=here.ann.session,
        memory=here.memory,
        clock=here.hours,
        words=words,
        rates=(Rate(30, 80.0),),
    )
    with pytest.raises(SlowDown):
        await waiting.deliver(here.to(), parcel(1, [painted(1)]))


async def test_long_words_files_and_charts(here: Office) -> None:
    long = "\n".join(["字" * 100] * 30)
    chart = painted(2)
    answer = Answer(long, picture=chart, document=Document("data.zip", b"PK" * 50, "application/zip"))
    await here.app.say(here.to(), answer)
    kinds = [shown.kind for shown in here.ann.screen]
    assert kinds == ["text"] * 5 + ["image", "file"]
    told = "\n".join(shown.content["content"] for shown in here.ann.screen[:5])
    assert told == long
    assert here.ann.screen[-1].data == b"PK" * 50


async def test_words_with_buttons_are_cards(here: Office) -> None:
    rows = tuple((Button(Action.GET, n, str(n)),) for n in range(8))
    await here.app.say(here.to(), Answer("History\n1 cat", buttons=rows))
    first, second = here.ann.screen
    assert first.content["main_title"]["title"] == "History"
    assert first.content["sub_title_text"] == "1 cat"
    assert [len(card.content["button_list"]) for card in (first, second)] == [6, 2]
    await here.app.say(here.to(), Answer("x" * 200, buttons=rows[:1]))
    assert [shown.kind for shown in here.ann.screen[2:]] == ["text", "template_card"]
    said = "a line that no title holds: to see it, send /get 1"  # and whose end is what matters
    await here.app.say(here.to(), Answer(said, buttons=rows[:1]))
    assert here.ann.screen[-1].content["sub_title_text"] == said


async def test_original_bytes_are_a_file(here: Office) -> None:
    picture = painted(4)
    await here.app.deliver(here.to(), parcel(5, [picture], original=True))
    (file,) = here.ann.screen
    assert (file.kind, file.data) == ("file", picture.data)


async def test_a_message_can_be_taken_back(here: Office) -> None:
    message = await here.app.say(here.to(), Answer("oops"))
    assert message is not None
    await here.app.remove(here.to(), message)
    assert here.ann.screen == []


async def test_a_dead_token_is_asked_for_again(here: Office) -> None:
    await here.app.say(here.to(), Answer("one"))
    here.api.until = 0.0
    await here.app.say(here.to(), Answer("two"))
    assert len(here.ann.screen) == 2
    assert here.api.calls.count("/cgi-bin/gettoken") >= 2


@pytest.mark.parametrize("minutes", [1, 10])
async def test_a_slow_provider_is_no_obstacle(here: Office, minutes: int) -> None:
    here.core.draw_seconds = 0.1
    await here.ann.write("a cat")
    here.hours.move(60 * minutes)
    await here.core.settled()
    assert here.core.jobs[1001].ending == "delivered"


@pytest.mark.parametrize(("code", "ending"), [(45009, "SlowDown"), (40009, "DeliveryError"), (40007, "DeliveryError")])
async def test_a_refused_upload_leaves_the_picture_fetchable(here: Office, code: int, ending: str) -> None:
    here.api.faults["/cgi-bin/media/upload"] = [code]
    await here.ann.write("a cat")
    await here.core.settled()
    assert here.core.jobs[1001].ending == ending
    assert here.ann.screen[-1].content["content"] == "fetch it with 取图 1001"
    await here.ann.write("取图 1001")
    await here.core.settled()
    assert here.core.jobs[1001].ending == "fetched"


async def test_a_restart_between_drawn_and_delivered(
    here: Office, session: aiohttp.ClientSession, serve: Serve
) -> None:
    """Another process with the same memory knows the token, the upload, and how much of the minute is spent."""
    await here.ann.write("a cat")
    await here.core.settled()
    company = here.api.company
    settings = WecomAppSettings(
        company.corpid, company.agentid, company.secret, TOKEN, KEY, api_url=await serve(here.api.app)
    )
    again = WecomApp(settings, session=session, memory=here.memory, clock=here.hours, words=words)
    before = len([call for call in here.api.calls if call.endswith(("upload", "gettoken"))])
    await again.deliver(here.to(), here.core.parcels[1001])
    assert sum(shown.kind == "image" for shown in here.ann.screen) == 2
    assert len([call for call in here.api.calls if call.endswith(("upload", "gettoken"))]) == before


async def test_parallel_retries_are_one_message(here: Office) -> None:
    fields = {"MsgType": "text", "Content": "a cat", "MsgId": 42}
    assert set(await asyncio.gather(*(here.ann.push(fields) for _ in range(9)))) == {1}
    await here.core.settled()
    assert len(here.core.incoming) == 1
    assert sum(shown.kind == "image" for shown in here.ann.screen) == 1


async def test_somebody_who_left_the_company_is_unreachable(here: Office) -> None:
    with pytest.raises(Unreachable):
        await here.app.deliver(here.to("zoe"), parcel(1, [painted(1)]))


async def test_events(here: Office) -> None:
    await Menu(here.app.api, {"agentid": str(here.api.company.agentid)}).set(words)
    assert here.api.menu is not None
    await here.ann.event("click", "/quota")
    await here.ann.event("enter_agent")
    await here.ann.event("subscribe")
    await here.ann.event("unsubscribe")
    await here.core.settled()
    assert [one.text for one in here.core.incoming] == ["/quota", "/start", ""]
    assert here.core.incoming[-1].left
    assert [shown.content["content"] for shown in here.ann.screen] == ["answer to /quota", "answer to /start"]


@pytest.mark.parametrize("code", [48002, 40007, 45009])
async def test_what_could_not_be_said_is_said_before_the_next_answer(here: Office, code: int) -> None:
    here.api.faults["/cgi-bin/message/send"] = [code]
    with pytest.raises(DeliveryError):
        await here.app.say(here.to(), Answer("fetch it with 取图 7"))
    await here.app.say(here.to(), Answer("what is left"))
    await here.app.say(here.to(), Answer("help"))
    assert [shown.content["content"] for shown in here.ann.screen] == ["fetch it with 取图 7", "what is left", "help"]


async def test_progress_takes_nobodys_turn(here: Office) -> None:
    for number in range(12):
        await here.app.say(here.to(), Answer(f"word {number}"))
    await here.app.say(here.to(), Answer("queued", pending=Pending(1)))
    await here.app.say(here.to(), Answer("said"))
    assert [shown.content["content"] for shown in here.ann.screen][-2:] == ["word 11", "said"]
