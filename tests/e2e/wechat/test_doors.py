"""Whatever stands at the door: a clean answer, never a traceback."""

from __future__ import annotations

import asyncio
import json
import secrets
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.e2e.wechat.town import ANN, TOKEN, Builder, Town
from tests.emulators.wechat.crypto import sha1

_CLEAN = {200, 400, 403}


async def knock(t: Town, raw: bytes, *, signed: bool = True, nonce: str = "", at: float = 0) -> tuple[int, str]:
    timestamp, nonce = str(int(at or t.state.now)), nonce or secrets.token_hex(6)
    query = {"timestamp": timestamp, "nonce": nonce, "signature": sha1(TOKEN, timestamp, nonce) if signed else "0" * 40}
    async with t.phone.session.post(t.phone.url, params=query, data=BytesIO(raw)) as answer:
        return answer.status, await answer.text()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    ["MsgType", "FromUserName", "ToUserName", "MsgId", "Content", "Event", "EventKey", "CreateTime"]
)


@pytest.mark.parametrize("mode", ["plain", "safe"])
async def test_malformed_bodies(town: Builder, mode: str) -> None:
    t = await town(mode=mode)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(st.one_of(st.binary(max_size=200), st.dictionaries(names, values, max_size=8)), min_size=4, max_size=4)
    )
    def fuzz(bodies: list[bytes | dict[str, Any]]) -> None:
        found.append(bodies)

    found: list[list[bytes | dict[str, Any]]] = []
    fuzz()
    for bodies in found:
        raws = [body if isinstance(body, bytes) else json.dumps(body).encode() for body in bodies]
        for status, _ in await asyncio.gather(*(knock(t, raw) for raw in raws)):
            assert status in _CLEAN


async def test_unsigned_stale_oversized_and_replayed(town: Builder) -> None:
    t = await town(mode="plain")
    body = f"<xml><ToUserName>g</ToUserName><FromUserName>{ANN}</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>"
    one, other = (f"{body}<Content>/{word}</Content><MsgId>{word}</MsgId></xml>".encode() for word in ("one", "two"))
    assert (await knock(t, one, signed=False))[0] == 403
    now = t.state.now
    assert (await knock(t, one, at=now - 3600))[0] == 403
    assert (await knock(t, b"<" * (2 << 20)))[0] == 413
    first = await knock(t, one, nonce="n", at=now)
    again = await knock(t, one, nonce="n", at=now)
    assert first[0] == again[0] == 200
    assert "answer to /one" in again[1]
    assert (await knock(t, other, nonce="n", at=now))[0] == 403
    assert [incoming.text for incoming in t.core.incoming] == ["/one"]
