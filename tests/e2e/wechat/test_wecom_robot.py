"""The WeCom robot, by callback and by websocket."""

from __future__ import annotations

import pytest

from adapters.chat.wechat.cards import cards
from bot.errors import BadReference
from bot.model import Action, Attachment, AttachmentKind, Button, Chat, ChatKind, Identity
from tests.e2e.wechat.core import painted
from tests.e2e.wechat.desk import GROUP, Office
from tests.emulators.wechat.robot_socket import SocketRobot


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_a_picture_in_a_group(desk: Office, mode: str) -> None:
    d = await desk(mode, draw_seconds=0.15)
    await d.robot.write("ann", "a cat ![](x)", GROUP)
    await d.eventually(lambda: bool(d.core.jobs))
    await d.core.settled()
    (bubble,) = d.robot.chat(GROUP)
    assert bubble.finished
    assert bubble.frames >= 2
    assert bubble.pictures == [d.core.parcels[1001].sheets[0].picture.data]
    assert bubble.words == "a cat !]（x)\ncode 1001".replace("!]（", "![]（")
    assert bubble.card is not None
    assert [button["text"] for button in bubble.card["button_list"]] == ["Again", "Vary"]
    incoming = d.core.incoming[0]
    assert (incoming.text, incoming.chat.kind, incoming.chat.id) == ("a cat ![](x)", ChatKind.GROUP, GROUP)
    assert d.core.jobs[1001].ending == "delivered"


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_a_press_brings_another_picture(desk: Office, mode: str) -> None:
    d = await desk(mode)
    await d.robot.write("ann", "a cat", GROUP)
    await d.eventually(lambda: len(d.core.jobs) == 1)
    await d.core.settled()
    await d.robot.press("ann", d.robot.chat(GROUP)[0], "Vary", GROUP)
    await d.eventually(lambda: len(d.core.jobs) == 2)
    await d.core.settled()
    press = d.core.incoming[-1].press
    assert press is not None
    assert (press.action, press.subject) == (Action.VARY, 10011)
    assert d.core.jobs[1002].ending == "delivered"
    await d.eventually(lambda: not d.robot.chat(GROUP)[0].grey)
    later = d.robot.chat(GROUP)[1:]
    if mode == "callback":
        assert [one.kind for one in later] == ["markdown"]
        assert "![1](https://pictures.example/i/10021)" in later[0].words
    else:
        assert [one.kind for one in later] == ["image", "markdown", "card"]
        assert later[0].pictures == [d.core.parcels[1002].sheets[0].picture.data]


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_four_large_pictures_come_in_one_frame(desk: Office, mode: str) -> None:
    d = await desk(mode, count=4, side=900, noise=True, taking=10.0)
    await d.robot.write("ann", "four cats")
    await d.eventually(lambda: len(d.core.jobs) == 1)
    await d.core.settled()
    (bubble,) = d.robot.chat("ann")
    assert len(bubble.pictures) == 4
    assert sum(len(picture) for picture in bubble.pictures) <= 3_000_000
    assert bubble.card is not None
    assert [one["text"] for one in bubble.card["button_list"]] == ["Again", "Vary 1", "Vary 2", "Vary 3", "Vary 4"]


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_mixed_messages_and_quotes_bring_their_pictures(desk: Office, mode: str) -> None:
    d = await desk(mode)
    own = mode == "websocket"
    photo, quoted = painted(5), painted(6)
    items = [
        {"msgtype": "text", "text": {"content": "@小画家 make it night"}},
        {"msgtype": "image", "image": d.robot.picture(photo.data, own_key=own)},
    ]
    quote = {"msgtype": "image", "image": d.robot.picture(quoted.data, own_key=own)}
    await d.robot.send("ann", GROUP, {"msgtype": "mixed", "mixed": {"msg_item": items}}, quote=quote)
    await d.eventually(lambda: len(d.core.incoming) == 1)
    await d.core.settled()
    incoming = d.core.incoming[0]
    assert incoming.text == "make it night"
    assert incoming.replied is not None
    assert await d.bot.fetch(incoming.attachments[0], 1 << 20) == photo.data
    assert await d.bot.fetch(incoming.replied.attachments[0], 1 << 20) == quoted.data
    with pytest.raises(BadReference):
        await d.bot.fetch(incoming.attachments[0], 10)


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_the_first_visit_of_a_day_is_welcomed(desk: Office, mode: str) -> None:
    d = await desk(mode)
    await d.robot.enter("ann")
    await d.eventually(lambda: len(d.robot.chat("ann")) == 1)
    (bubble,) = d.robot.chat("ann")
    assert (bubble.kind, bubble.words) == ("text", "answer to /start")


async def test_a_refused_upload_leaves_the_picture_fetchable(desk: Office) -> None:
    """Uploads are needed when the stream is over: refused, the picture waits, and the next answer tells."""
    d = await desk("websocket", draw_seconds=0.3)
    assert isinstance(d.robot, SocketRobot)
    d.robot.refusing = "aibot_upload_media_init"
    await d.robot.write("ann", "a cat")
    await d.eventually(lambda: bool(d.robot.chat("ann")))
    d.hours.move(660)
    await d.core.settled()
    assert d.core.jobs[1001].ending == "waiting"
    await d.robot.write("ann", "/help")
    await d.eventually(lambda: "picture 1001 is ready" in d.robot.chat("ann")[-1].words)


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_charts_files_and_buttons_in_an_answer(desk: Office, mode: str) -> None:
    d = await desk(mode)
    await d.robot.write("boss", "/report", GROUP)
    await d.eventually(lambda: any(bubble.finished for bubble in d.robot.chat(GROUP)))
    (bubble,) = d.robot.chat(GROUP)
    assert bubble.words == "report\n(no files here)"
    assert bubble.pictures == [painted(11).data]
    assert bubble.card is not None


async def test_admins_are_the_configured_ones(desk: Office) -> None:
    d = await desk()
    chat = Chat("wecombot", GROUP, ChatKind.GROUP)
    assert await d.bot.is_admin(chat, Identity("wecombot", "boss"))
    assert not await d.bot.is_admin(chat, Identity("wecombot", "ann"))


async def test_a_press_that_is_refused_is_told(desk: Office) -> None:
    d = await desk(draw_seconds=60)
    stream = d.robot.answered(
        GROUP,
        "ann",
        "before",
        {
            "msgtype": "stream_with_template_card",
            "stream": {"id": "s", "finish": True, "content": "a cat"},
            "template_card": next(cards("t", "", ((Button(Action.AGAIN, 1, "Again"),),))),
        },
    )
    await d.robot.press("bob", stream, "Again", GROUP)
    press = d.core.incoming[-1].press
    assert press is not None
    await d.bot.acknowledge(press.token, "not yours")
    assert d.robot.chat(GROUP)[-1].words == "not yours"


@pytest.mark.parametrize("mode", ["callback", "websocket"])
async def test_foreign_addresses_are_never_loaded(desk: Office, mode: str) -> None:
    d = await desk(mode)
    for address in (
        "http://127.0.0.1:1/x",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "https://evil.example/.qq.com",
        "",
    ):
        ref = f'["{address}", ""]'
        with pytest.raises(BadReference):
            await d.bot.fetch(Attachment(AttachmentKind.PICTURE, ref), 1 << 20)
