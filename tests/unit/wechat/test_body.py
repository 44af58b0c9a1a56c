from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.wechat import body
from adapters.chat.wechat.errors import BadRequest

words = st.text(max_size=200)


@given(words)
def test_no_words_break_out_of_a_reply(said: str) -> None:
    back = body.read_xml(body.write_xml({"Content": said, "MsgType": "text"}))
    assert set(back) == {"Content", "MsgType"}
    assert body.text(back, "MsgType") == "text"


@pytest.mark.parametrize(
    "said", ["]]>", "]]]]>>", "<b>&amp;", "a]]><MsgType>image</MsgType><![CDATA[", "猫 🐈", "]]", ">"]
)
def test_words_come_back_as_they_were(said: str) -> None:
    assert body.text(body.read_xml(body.write_xml({"Content": said})), "Content") == said


def test_nested_fields_and_lists() -> None:
    fields = {"ArticleCount": 2, "Articles": {"item": [{"Title": "a"}, {"Title": "b"}]}}
    back = body.read_xml(body.write_xml(fields))
    assert body.text(back, "ArticleCount") == "2"
    assert [body.text(item, "Title") for item in body.nodes(back, "Articles", "item")] == ["a", "b"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"<xml>",
        b"<xml>words</xml>",
        b"[1]",
        b"{",
        b'{"a":',
        b"\xff\xfe<xml/>",
        b'<?xml version="1.0" encoding="no-such"?><xml><a>1</a></xml>',
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><c>&a;</c></xml>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><c>1</c></xml>',
        b"<xml>" + b"<a>" * 100 + b"</a>" * 100 + b"</xml>",
        b'{"a":' * 2000,
    ],
)
def test_what_cannot_be_read_is_a_bad_request(raw: bytes) -> None:
    with pytest.raises(BadRequest):
        body.read(raw)


def test_characters_that_xml_cannot_hold_do_not_lose_the_message() -> None:
    back = body.read_xml("<xml><Content><![CDATA[\x07a\x0b fox\x1b[0m 🦊\x00]]></Content></xml>".encode())
    assert body.text(back, "Content") == "a fox[0m 🦊"


@given(
    st.one_of(
        st.binary(max_size=400), st.text(max_size=200).map(lambda t: f"<xml><a>{t}</a></xml>".encode("utf-8", "ignore"))
    )
)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        fields, _ = body.read(raw)
    except BadRequest:
        return
    assert all(isinstance(body.text(fields, name), str) for name in fields)
