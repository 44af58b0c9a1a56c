"""Small rooms that every platform of the folder shares."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.wechat import words
from adapters.chat.wechat.captions import Captions, message_of
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.mailbox import Mailbox, Waiting
from adapters.chat.wechat.media import fit
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.official_account.pushes import CLICK, MESSAGE, Pushes
from adapters.chat.wechat.pace import Pace, Rate
from adapters.chat.wechat.token import AccessToken, Grant, granted
from bot.errors import DeliveryDoubtful, PictureUnsuitable, SlowDown
from bot.model import Action, Attachment, AttachmentKind, Button, Chat, ChatKind, Identity, Incoming, Picture, Press
from tests.e2e.wechat.core import painted
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.platform_memory import FakePlatformMemory

ANN = "oANN"


def notes(clock: FakeClock | None = None) -> Notes:
    return Notes("wechat", FakePlatformMemory(), clock or FakeClock())


# ── words ──


@given(st.text(max_size=400), st.integers(4, 200))
def test_cutting_loses_nothing_but_line_ends(said: str, limit: int) -> None:
    rest, pages = said, list[str]()
    while rest:
        head, rest = words.cut(rest, limit)
        assert len(head.encode()) <= limit
        pages.append(head)
    assert "".join(pages).replace("\n", "") == said.replace("\n", "")


@given(st.text(max_size=100))
def test_nobodys_words_become_a_tag(said: str) -> None:
    assert "<a" not in words.plain(said).lower()


@pytest.mark.parametrize(
    ("said", "number"), [("1", 1), ("２", 2), (" 3. ", 3), ("4、", 4), ("a", None), ("123", None), ("", None)]
)
def test_numbers(said: str, number: int | None) -> None:
    assert words.digit(said) == number


def test_numbered_rows_count_through() -> None:
    rows = ((Button(Action.AGAIN, 1, "Again"), Button(Action.VARY, 1, "<b>")), (Button(Action.EDIT, 2, "Edit"),))
    assert words.numbered(rows) == "1 Again · 2 ＜b>\n3 Edit"
    assert words.numbered(((Button(Action.GET, 7, "7"), Button(Action.GET, 5, "5")),)) == "1 → 7 · 2 → 5"
    assert words.chosen(words.choices(rows), 3, "m") == Press(Action.EDIT, 2, "m")
    assert words.chosen(words.choices(rows), 4, "m") is None
    assert words.chosen(None, 1, "m") is None


# ── pushes ──


async def test_a_message_grants_five_and_a_click_three_more_for_a_minute() -> None:
    clock = FakeClock()
    pushes = Pushes(notes(clock), clock)
    assert not await pushes.take(ANN)
    await pushes.grant(ANN, MESSAGE)
    await pushes.grant(ANN, CLICK)
    assert await pushes.left(ANN) == 8
    for _ in range(2):
        assert await pushes.take(ANN)
    await clock.advance(60)
    assert await pushes.left(ANN) == 5
    await clock.advance(48 * 3600)
    assert await pushes.left(ANN) == 0


async def test_parallel_takes_never_spend_more_than_there_is() -> None:
    clock = FakeClock()
    pushes = Pushes(notes(clock), clock)
    await pushes.grant(ANN, MESSAGE)
    taken = await asyncio.gather(*(pushes.take(ANN) for _ in range(20)))
    assert sum(taken) == 5
    await pushes.give_back(ANN)
    assert await pushes.left(ANN) in {0, 1}


async def test_shut_means_none_are_left() -> None:
    clock = FakeClock()
    pushes = Pushes(notes(clock), clock)
    await pushes.grant(ANN, MESSAGE)
    await pushes.shut(ANN)
    assert await pushes.left(ANN) == 0


# ── the mailbox ──


async def test_words_about_a_waiting_picture_are_not_said_twice() -> None:
    box = Mailbox(notes())
    await box.keep(ANN, Waiting("e1", 7, (71,)))
    await box.keep(ANN, Waiting("e1", words="fetch it with 7"))
    await box.keep(ANN, Waiting("e2", words="something else"))
    await box.keep(ANN, Waiting("e1", words="line 17 did not work"))
    await box.keep(ANN, Waiting("e3", 7, (71,)))
    waiting = await box.waiting(ANN)
    assert [one.event for one in waiting] == ["e2", "e1", "e3"]
    await box.remove(ANN, (), jobs=(7,))
    assert [one.words for one in await box.waiting(ANN)] == ["something else", "line 17 did not work"]


async def test_the_pages_of_a_batch_wait_beside_each_other() -> None:
    box = Mailbox(notes())
    await box.keep(ANN, Waiting("e1", 7, (71, 72)))
    await box.keep(ANN, Waiting("e1", 7, (73,)))
    await box.keep(ANN, Waiting("e1", 7, (72,)))  # the rest of the first
    assert [one.pictures for one in await box.waiting(ANN)] == [(73,), (72,)]


async def test_the_oldest_gives_way() -> None:
    box = Mailbox(notes())
    for job in range(30):
        await box.keep(ANN, Waiting(f"e{job}", job, (job,)))
    assert [one.job for one in await box.waiting(ANN)] == list(range(10, 30))


# ── tokens ──


class Granting:
    def __init__(self) -> None:
        self.tokens = ["a", "a", "b", "c"]
        self.asked: list[bool] = []

    async def __call__(self, force: bool) -> Grant:
        self.asked.append(force)
        await asyncio.sleep(0)
        return Grant(self.tokens.pop(0), 7200)


async def test_processes_share_one_token_and_one_refresh() -> None:
    clock, memory, grants = FakeClock(instant=True), FakePlatformMemory(), Granting()
    processes = [AccessToken("wechat//token", grants, memory, clock) for _ in range(5)]
    assert set(await asyncio.gather(*(one.current() for one in processes * 3))) == {"a"}
    assert grants.asked == [False]
    renewed = await asyncio.gather(*(one.renew("a") for one in processes * 3))
    assert set(renewed) == {"b"}
    assert grants.asked == [False, False, True]


async def test_an_old_token_is_replaced_before_it_ends() -> None:
    clock, grants = FakeClock(), Granting()
    grants.tokens = ["a", "b"]
    token = AccessToken("k", grants, FakePlatformMemory(), clock)
    await token.current()
    await clock.advance(7200 - 301)
    assert await token.current() == "a"
    await clock.advance(2)
    assert await token.current() == "b"


async def test_a_token_is_not_forced_twice_in_half_a_minute() -> None:
    clock, grants = FakeClock(), Granting()
    grants.tokens = ["a", "a", "b", "b", "b", "c"]
    token = AccessToken("k", grants, FakePlatformMemory(), clock)
    assert await token.renew(await token.current()) == "b"
    with pytest.raises(SlowDown):
        await token.renew("b")
    await clock.advance(32)
    assert await token.renew("b") == "c"
    assert grants.asked == [False, False, True, False, False, True]


@pytest.mark.parametrize(
    "answer",
    [{}, {"errcode": 0}, {"access_token": "", "expires_in": 7200}, {"access_token": "a", "expires_in": "soon"}],
)
def test_an_answer_without_a_token_is_none(answer: dict[str, object]) -> None:
    with pytest.raises(DeliveryDoubtful):
        granted(answer)


async def test_a_failed_refresh_leaves_the_next_one_free() -> None:
    clock = FakeClock(instant=True)

    async def failing(_force: bool) -> Grant:
        raise Refused(40125, "invalid appsecret")

    token = AccessToken("k", failing, FakePlatformMemory(), clock)
    for _ in range(2):
        with pytest.raises(Refused):
            await token.current()


async def test_a_refresh_elsewhere_that_never_ends_is_not_waited_for_for_ever() -> None:
    clock, memory = FakeClock(instant=True), FakePlatformMemory()
    clock_of_lock = clock.now() + timedelta(days=1)
    await memory.put("k-lock", "somebody", clock_of_lock, 3600)
    with pytest.raises(SlowDown):
        await AccessToken("k", Granting(), memory, clock).current()


# ── pace ──


async def test_sends_wait_for_their_turn_and_too_long_is_given_back() -> None:
    clock = FakeClock(instant=True)
    pace = Pace(notes(clock), clock, (Rate(2, 60.0),), patience=130.0)
    for _ in range(4):
        await pace.turn(ANN)
    assert sum(clock.slept) == pytest.approx(60.0, abs=1)
    hurried = Pace(notes(clock), clock, (Rate(1, 60.0),), patience=10.0)
    await hurried.turn(ANN)
    with pytest.raises(SlowDown) as slow:
        await hurried.turn(ANN)
    assert slow.value.retry_after == pytest.approx(60.0, abs=1)


# ── pictures ──


async def test_a_picture_that_fits_is_left_alone() -> None:
    picture = painted(1)
    assert (await fit(picture, 1 << 20)).data is picture.data


async def test_a_picture_that_does_not_is_made_to_fit() -> None:
    fitted = await fit(painted(1, side=700, noise=True), 100_000)
    assert fitted.media_type == "image/jpeg"
    assert len(fitted.data) <= 100_000


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken"])
async def test_what_is_no_picture_is_unsuitable(data: bytes) -> None:
    with pytest.raises(PictureUnsuitable):
        await fit(Picture(data, "d", "image/webp", 1, 1), 1 << 20)


# ── captions ──


def message(text: str = "", *pictures: str, press: Press | None = None, at: float = 0.0) -> Incoming:
    chat, sent = (
        Chat("wechat", ANN, ChatKind.PRIVATE),
        tuple(Attachment(AttachmentKind.PICTURE, ref) for ref in pictures),
    )
    sender, moment = Identity("wechat", ANN), NOON + timedelta(seconds=at)
    return Incoming(event="e", chat=chat, at=moment, sender=sender, text=text, attachments=sent, press=press)


async def test_words_after_the_edit_button_are_about_that_picture() -> None:
    captions = Captions(notes())
    await captions.joined(message(press=Press(Action.EDIT, 71, "")))
    await captions.joined(message("/quota"))
    edited = await captions.joined(message("make it night"))
    assert edited.replied is not None
    assert (edited.replied.message, edited.replied.ours) == (message_of(71), True)
    assert (await captions.joined(message("another wish"))).replied is None


@pytest.mark.parametrize("command", ["/quota", "额度", "帮助", "取图 7"])
async def test_a_command_between_a_picture_and_its_words_takes_nothing_away(command: str) -> None:
    captions = Captions(notes())
    await captions.joined(message("", "photo"))
    assert (await captions.joined(message(command))).attachments == ()
    for said in ("改成晚上 --foo 3", "改成晚上"):  # said again without the mistake
        assert [one.ref for one in (await captions.joined(message(said))).attachments] == ["photo"]
    assert (await captions.joined(message("又一个愿望"))).attachments == ()


async def test_pictures_that_were_sent_together_are_one_request() -> None:
    captions = Captions(notes())
    await captions.joined(message("", "long ago"))
    for at, ref in ((100, "first"), (101, "second"), (102, "second"), (160, "third")):  # the second was tried twice
        await captions.joined(message("", ref, at=at))
    together = await captions.joined(message("合在一起", at=300))
    assert [one.ref for one in together.attachments] == ["first", "second", "third"]
