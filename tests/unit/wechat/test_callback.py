from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.wechat import body, signature
from adapters.chat.wechat.body import Format
from adapters.chat.wechat.callback import ROBOT, Callback
from adapters.chat.wechat.envelope import Envelope
from adapters.chat.wechat.errors import BadRequest, NotTheirs
from tests.fakes.clock import FakeClock
from tests.unit.wechat.vectors import OFFICIAL, WECOM

TOKEN, KEY, APPID = OFFICIAL["token"], OFFICIAL["encoding_aes_key"], OFFICIAL["appid"]
NOW = 1714037059


def at(now: float) -> FakeClock:
    return FakeClock(datetime.fromtimestamp(now, UTC))


def plain(now: float = NOW) -> Callback:
    return Callback(TOKEN, None, at(now))


def safe(now: float = NOW) -> Callback:
    return Callback(TOKEN, Envelope(TOKEN, KEY, APPID), at(now))


def query(raw: str = "", *, timestamp: int = NOW, nonce: str = "n1") -> dict[str, str]:
    ts = str(timestamp)
    return {
        "timestamp": ts,
        "nonce": nonce,
        "signature": signature.sign(TOKEN, ts, nonce),
        "msg_signature": signature.sign(TOKEN, ts, nonce, raw),
    }


def sealed(message: bytes, *, nonce: str = "n1", as_json: bool = False) -> tuple[dict[str, str], bytes]:
    letter = Envelope(TOKEN, KEY, APPID).seal(message, str(NOW), nonce)
    fields = {"ToUserName": "gh", "Encrypt": letter.encrypt}
    return query(letter.encrypt, nonce=nonce), body.write_json(fields) if as_json else body.write_xml(fields)


def test_the_published_url_check() -> None:
    v = OFFICIAL["url_check"]
    asked = {**v, "echostr": "4375120948345356249"}
    assert plain().echo(asked) == "4375120948345356249"
    with pytest.raises(NotTheirs):
        plain().echo({**asked, "nonce": "1"})


def test_the_published_wecom_url_check() -> None:
    envelope = Envelope(WECOM["token"], WECOM["encoding_aes_key"], WECOM["corp_id"])
    assert Callback(WECOM["token"], envelope, at(NOW), sealed_echo=True).echo(WECOM["echostr"]) == "1616140317555161061"


def test_plaintext_in_both_formats() -> None:
    letter = plain().open(query(), b"<xml><Content>a</Content></xml>")
    assert (letter.format, letter.sealed, body.text(letter.body, "Content")) == (Format.XML, False, "a")
    assert plain().seal(letter, {"Content": "b"}) == b"<xml><Content><![CDATA[b]]></Content></xml>"
    letter = plain().open(query(), b'{"Content":"a"}')
    assert plain().seal(letter, {"Content": "b"}) == b'{"Content":"b"}'


@pytest.mark.parametrize("as_json", [False, True])
def test_safe_mode_in_both_formats(as_json: bool) -> None:
    asked, raw = sealed(b'{"Content":"a"}' if as_json else b"<xml><Content>a</Content></xml>", as_json=as_json)
    letter = safe().open(asked, raw)
    assert (letter.sealed, body.text(letter.body, "Content")) == (True, "a")
    outer, form = body.read(safe().seal(letter, {"Content": "b"}))
    assert form is (Format.JSON if as_json else Format.XML)
    names = ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
    inner, _ = body.read(Envelope(TOKEN, KEY, APPID).open(*(body.text(outer, n) for n in names)))
    assert body.text(inner, "Content") == "b"


def test_compatible_mode_believes_the_encrypted_half() -> None:
    asked, raw = sealed(b"<xml><Content>true</Content></xml>")
    both = raw.replace(b"</xml>", b"<FromUserName>o</FromUserName><Content>forged</Content></xml>")
    assert body.text(safe().open(asked, both).body, "Content") == "true"


def test_plaintext_is_no_way_round_a_configured_key() -> None:
    with pytest.raises(NotTheirs, match="console"):
        safe().open(query(), b"<xml><Content>a</Content></xml>")


def test_encrypted_without_a_key_says_so() -> None:
    asked, raw = sealed(b"<xml><a>1</a></xml>")
    with pytest.raises(BadRequest, match="no key"):
        plain().open(asked, raw)


def test_the_robots_names_and_empty_receiver() -> None:
    envelope = Envelope(TOKEN, KEY, "")
    robot = Callback(TOKEN, envelope, at(NOW), sealed_echo=True, names=ROBOT)
    letter = envelope.seal(b'{"msgtype":"text"}', str(NOW), "n1")
    opened = robot.open(query(letter.encrypt), body.write_json({"encrypt": letter.encrypt}))
    reply = body.read_json(robot.seal(opened, {"msgtype": "stream"}))
    assert set(reply) == {"encrypt", "msgsignature", "timestamp", "nonce"}
    assert isinstance(reply["timestamp"], int)


@pytest.mark.parametrize("seconds", [-601, 601, 10_000_000])
def test_a_stale_or_future_push_is_refused(seconds: int) -> None:
    with pytest.raises(NotTheirs, match="clock"):
        plain().open(query(timestamp=NOW + seconds), b"<xml><a>1</a></xml>")


def test_the_same_push_again_passes_but_its_nonce_under_other_words_does_not() -> None:
    door = plain()
    door.open(query(), b"<xml><a>1</a></xml>")
    door.open(query(), b"<xml><a>1</a></xml>")
    with pytest.raises(NotTheirs, match="nonce"):
        door.open(query(), b"<xml><a>2</a></xml>")
    door.open(query(nonce="n2"), b"<xml><a>2</a></xml>")


async def test_the_replay_window_forgets_what_is_too_old_to_be_fresh() -> None:
    clock = at(NOW)
    door = Callback(TOKEN, None, clock)
    door.open(query(), b"<xml><a>1</a></xml>")
    await clock.advance(1300)
    door.open(query(timestamp=NOW + 1300, nonce="n2"), b"<xml><a>1</a></xml>")
    with pytest.raises(NotTheirs, match="clock"):
        door.open(query(), b"<xml><a>2</a></xml>")


@pytest.mark.parametrize("missing", ["timestamp", "nonce", "signature"])
def test_a_query_without_its_parts_is_a_bad_request(missing: str) -> None:
    asked = {name: value for name, value in query().items() if name != missing}
    with pytest.raises(BadRequest, match=missing):
        plain().open(asked, b"<xml><a>1</a></xml>")


texts = st.dictionaries(
    st.sampled_from(["timestamp", "nonce", "signature", "msg_signature", "echostr"]), st.text(max_size=50)
)


@given(texts, st.binary(max_size=200))
def test_anything_at_the_door_is_a_bad_request(asked: dict[str, Any], raw: bytes) -> None:
    for door in (plain(), safe()):
        with pytest.raises(BadRequest):
            door.open(asked, raw)
        with pytest.raises(BadRequest):
            door.echo(asked)
