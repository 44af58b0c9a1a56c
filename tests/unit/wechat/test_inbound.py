from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.wechat import cards
from adapters.chat.wechat.body import Body
from adapters.chat.wechat.official_account import inbound as official
from adapters.chat.wechat.wecom_app import inbound as app
from adapters.chat.wechat.wecom_bot import inbound as robot
from adapters.chat.wechat.wecom_bot.back import Back
from bot.model import Action, AttachmentKind, ChatKind

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEAD: dict[str, object] = {"ToUserName": "gh", "FromUserName": "o1", "CreateTime": "1700000000"}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=200) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
upper = st.sampled_from(
    [*HEAD, "MsgType", "MsgId", "Content", "Event", "EventKey", "MediaId", "PicUrl", "Recognition", "TaskId"]
)
lower = st.sampled_from(
    [
        "msgid",
        "from",
        "chatid",
        "chattype",
        "msgtype",
        "text",
        "image",
        "mixed",
        "quote",
        "event",
        "stream",
        "voice",
        "file",
    ]
)
kinds = st.sampled_from(["text", "image", "event", "voice", "link", "stream", "mixed", "location", ""])


@given(st.dictionaries(upper, values), kinds)
def test_any_body_is_a_message_or_none(body: Body, kind: str) -> None:
    for given_body in (body, {**HEAD, **body, "MsgType": kind, "MsgId": "7"}):
        for read in (official.read, app.read):
            incoming = read(given_body)
            assert incoming is None or incoming.event


@given(st.dictionaries(lower, values), kinds)
def test_any_robot_body_is_a_message_or_none(body: Body, kind: str) -> None:
    for given_body in (body, {**body, "msgtype": kind, "msgid": "m", "from": {"userid": "u"}}):
        found = robot.read(given_body, title="", now=NOW)
        assert found is None or isinstance(found, robot.Message | robot.Refresh)


@pytest.mark.parametrize(
    ("body", "text", "kinds_of"),
    [
        ({"MsgType": "text", "Content": "a cat", "MsgId": "1"}, "a cat", []),
        (
            {"MsgType": "text", "Content": "【收到不支持的消息类型，暂无法显示】", "MsgId": "1"},
            "",
            [AttachmentKind.OTHER],
        ),
        ({"MsgType": "voice", "MediaId": "m", "Recognition": "a cat", "MsgId": "1"}, "a cat", []),
        ({"MsgType": "voice", "MediaId": "m", "MsgId": "1"}, "", [AttachmentKind.OTHER]),
        ({"MsgType": "image", "MediaId": "m", "PicUrl": "http://p", "MsgId": "1"}, "", [AttachmentKind.PICTURE]),
        ({"MsgType": "link", "Url": "https://x", "MsgId": "1"}, "", [AttachmentKind.OTHER]),
        ({"MsgType": "video", "MediaId": "m", "MsgId": "1"}, "", [AttachmentKind.OTHER]),
        ({"MsgType": "event", "Event": "SCAN", "EventKey": "friend"}, "/start friend", []),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_friend"}, "/start friend", []),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": ""}, "/start", []),
        ({"MsgType": "event", "Event": "CLICK", "EventKey": "/quota"}, "/quota", []),
    ],
)
def test_what_people_send_to_an_official_account(body: Body, text: str, kinds_of: list[AttachmentKind]) -> None:
    incoming = official.read({**HEAD, **body})
    assert incoming is not None
    assert (incoming.text, [one.kind for one in incoming.attachments]) == (text, kinds_of)
    assert incoming.chat.kind is ChatKind.PRIVATE
    assert incoming.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("event", ["VIEW", "TEMPLATESENDJOBFINISH", "LOCATION", ""])
def test_what_nobody_needs_to_answer(event: str) -> None:
    assert official.read({**HEAD, "MsgType": "event", "Event": event, "EventKey": "k"}) is None


def test_two_events_of_one_second_are_two_events() -> None:
    body = {**HEAD, "MsgType": "event", "Event": "CLICK"}
    first, second = (official.read({**body, "EventKey": key}) for key in ("/quota", "/help"))
    assert first is not None
    assert second is not None
    assert first.event != second.event


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        ("@小画家 a cat", "", "a cat"),
        ("@Mr Painter a cat", "Mr Painter", "a cat"),
        ("@小画家\u2005a cat @bob", "", "a cat @bob"),
        ("@小画家", "", "/help"),
        ("a cat", "", "a cat"),
    ],
)
def test_the_mention_is_taken_off_in_groups(content: str, title: str, text: str) -> None:
    body = {"msgid": "m", "from": {"userid": "u"}, "chattype": "group", "chatid": "g", "msgtype": "text"}
    found = robot.read({**body, "text": {"content": content}}, title=title, now=NOW)
    assert isinstance(found, robot.Message)
    assert found.incoming.text == text


def test_a_private_at_sign_stays() -> None:
    body = {"msgid": "m", "from": {"userid": "u"}, "chattype": "single", "msgtype": "text"}
    found = robot.read({**body, "text": {"content": "@home in the snow"}}, title="", now=NOW)
    assert isinstance(found, robot.Message)
    assert found.incoming.text == "@home in the snow"


@given(st.text(max_size=40))
def test_only_our_own_cards_press_anything(key: str) -> None:
    press = cards.press(key, "m", "t")
    assert press is None or key == f"{press.action.value}:{key.partition(':')[2]}"


def test_a_way_back_survives_its_hint() -> None:
    back = Back("s", "https://x/?a=1", 7)
    assert Back.read(back.hint()) == back
    for junk in ("", "x", "[]", '["a"]', "{}", '["a","b","c"]', "7"):
        assert Back.read(junk) == Back("", "", 0)


def test_every_action_has_a_key() -> None:
    assert all(cards.press(f"{action.value}:1", "m", "") for action in Action)
