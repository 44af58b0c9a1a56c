"""Every message type in both directions against a peer that nobody here wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.chat.wechat import body
from adapters.chat.wechat.body import Body, Format
from adapters.chat.wechat.callback import Letter
from adapters.chat.wechat.official_account import inbound
from adapters.chat.wechat.passive import Card, Content, Image, Text, reply
from adapters.chat.wechat.wecom_app import inbound as app
from bot.model import AttachmentKind
from tests.unit.wechat.oracle import parse_message, parse_work_message, replies

HEAD: Body = {"ToUserName": "gh_1", "FromUserName": "oANN", "CreateTime": 1700000000}
NOW = datetime(2026, 11, 23, tzinfo=UTC)

MESSAGES: list[Body] = [
    {"MsgType": "text", "Content": "画一只猫 <b> ]]>", "MsgId": 1},
    {"MsgType": "image", "PicUrl": "http://p/1", "MediaId": "m1", "MsgId": 2},
    {"MsgType": "voice", "MediaId": "m1", "Format": "amr", "Recognition": "a cat", "MsgId": 3},
    {"MsgType": "video", "MediaId": "m1", "ThumbMediaId": "t1", "MsgId": 4},
    {"MsgType": "shortvideo", "MediaId": "m1", "ThumbMediaId": "t1", "MsgId": 5},
    {"MsgType": "location", "Location_X": "23.1", "Location_Y": "113.3", "Scale": "20", "Label": "x", "MsgId": 6},
    {"MsgType": "link", "Title": "t", "Description": "d", "Url": "https://x/1", "MsgId": 7},
]
EVENTS: list[Body] = [
    {"Event": "subscribe", "EventKey": ""},
    {"Event": "subscribe", "EventKey": "qrscene_friend", "Ticket": "T"},
    {"Event": "unsubscribe", "EventKey": ""},
    {"Event": "SCAN", "EventKey": "friend", "Ticket": "T"},
    {"Event": "CLICK", "EventKey": "/quota"},
    {"Event": "VIEW", "EventKey": "https://x"},
]


@pytest.mark.parametrize("fields", MESSAGES, ids=lambda one: one["MsgType"])
def test_both_read_the_same_message(fields: Body) -> None:
    raw = body.write_xml({**HEAD, **fields})
    theirs = parse_message(raw)
    ours = inbound.read(body.read_xml(raw))
    assert ours is not None
    assert (ours.event, ours.chat.id) == (str(theirs.id), theirs.source)
    assert ours.at.timestamp() == HEAD["CreateTime"]
    match theirs.type:
        case "text":
            assert ours.text == theirs.content
        case "image":
            assert ours.attachments[0].ref == inbound.picture_ref(theirs.media_id, theirs.image)
        case "voice":
            assert ours.text == theirs.recognition
        case _:
            assert ours.attachments[0].kind is AttachmentKind.OTHER


@pytest.mark.parametrize("fields", EVENTS, ids=lambda one: f"{one['Event']}-{one['EventKey'][:4]}")
def test_both_read_the_same_event(fields: Body) -> None:
    raw = body.write_xml({**HEAD, "MsgType": "event", **fields})
    theirs = parse_message(raw)
    ours = inbound.read(body.read_xml(raw))
    match theirs.event:
        case "unsubscribe":
            assert ours is not None
            assert ours.left
        case "view":
            assert ours is None
        case "subscribe_scan" | "scan":
            assert ours is not None
            assert ours.text == f"/start {theirs.scene_id}"
        case "click":
            assert ours is not None
            assert ours.text == theirs.key
        case _:
            assert ours is not None
            assert ours.text == "/start"


@pytest.mark.parametrize(
    "fields", [one for one in MESSAGES if one["MsgType"] != "shortvideo"], ids=lambda one: one["MsgType"]
)
def test_both_read_the_same_wecom_message(fields: Body) -> None:
    raw = body.write_xml({**HEAD, **fields, "AgentID": 7})
    theirs = parse_work_message(raw)
    ours = app.read(body.read_xml(raw))
    assert ours is not None
    assert (ours.event, ours.chat.id) == (str(theirs.id), theirs.source)


TO: dict[str, Any] = {"source": "gh_1", "target": "oANN", "time": int(NOW.timestamp())}
CONTENTS: list[tuple[Content, Any]] = [
    (Text("words ]] > 猫"), replies.TextReply(content="words ]] > 猫", **TO)),
    (Image("m1"), replies.ImageReply(media_id="m1", **TO)),
]


@pytest.mark.parametrize(("content", "theirs"), CONTENTS, ids=["text", "image"])
def test_both_write_the_same_reply(content: Content, theirs: Any) -> None:
    letter = Letter(HEAD, Format.XML, sealed=False)
    assert body.read_xml(body.write_xml(reply(letter, content, NOW))) == body.read_xml(theirs.render().encode())


def test_both_write_the_same_card() -> None:
    theirs = replies.ArticlesReply(**TO)
    theirs.add_article({"title": "Picture 7", "description": "a cat", "image": "https://x/7.jpg", "url": "https://x/7"})
    card = Card("Picture 7", "a cat", "https://x/7", "https://x/7.jpg")
    letter = Letter(HEAD, Format.XML, sealed=False)
    assert body.read_xml(body.write_xml(reply(letter, card, NOW))) == body.read_xml(theirs.render().encode())


def test_what_breaks_the_peers_reply_does_not_break_ours() -> None:
    """Their text reply with `]]>` is not XML; ours says what was said."""
    said = "a ]]><MsgType>image</MsgType><![CDATA["
    fields = reply(Letter(HEAD, Format.XML, sealed=False), Text(said), NOW)
    assert body.text(body.read_xml(body.write_xml(fields)), "Content") == said
