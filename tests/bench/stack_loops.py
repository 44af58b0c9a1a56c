"""What the whole client is measured by: the fastest libraries in a loop without checks (`tuned`), and sockets alone (`floor`)."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from contextlib import AsyncExitStack
from typing import cast
from urllib.parse import urlsplit

import aiohttp
import msgspec
import pybase64
import uvloop

from tests.bench.resilience_scenes import ALL
from tests.bench.resilience_traffic import Draw, offer, report

_BODY = {"model": "m", "prompt": "a fox", "n": 1}
_HEAD = re.compile(rb"HTTP/1.1 200 .*?content-length: *(\d+).*?\r\n\r\n", re.IGNORECASE | re.DOTALL)
_ROOM = 2_097_152


class _Item(msgspec.Struct):
    b64_json: str


class _Answer(msgspec.Struct):
    data: list[_Item]


async def tuned(url: str, stack: AsyncExitStack) -> Draw:
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
    decoder = msgspec.json.Decoder(_Answer)

    async def draw(prompt: str, seconds: float) -> bool:
        del prompt, seconds
        async with session.post(f"{url}/a/v1/images/generations", json=_BODY) as response:
            answer = decoder.decode(await response.read())
            return bool(pybase64.b64decode(answer.data[0].b64_json, validate=True))

    return draw


class _Socket(asyncio.BufferedProtocol):
    """Receives an answer to its end. What came is gone with the next bytes, of whatever connection: `room` is everybody's."""

    def __init__(self, room: bytearray) -> None:
        self._room = room
        self._left = 0
        self.whole: asyncio.Future[bool] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def get_buffer(self, sizehint: int) -> bytearray:
        del sizehint
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        if not self._left:
            found = _HEAD.match(self._room, 0, nbytes)
            assert found is not None, "the server writes a head in one piece"
            self._left = found.end() + int(found.group(1))
        self._left -= nbytes
        if not self._left and self.whole is not None:
            self.whole.set_result(True)


async def floor(url: str, stack: AsyncExitStack) -> Draw:
    del stack
    place, loop = urlsplit(url), asyncio.get_running_loop()
    assert place.hostname
    assert place.port
    host, port = place.hostname, place.port
    content = json.dumps(_BODY)
    asked = f"POST {place.path}/a HTTP/1.1\r\nHost: x\r\nContent-Length: {len(content)}\r\n\r\n{content}".encode()
    idle: list[_Socket] = []
    room = bytearray(_ROOM)

    async def draw(prompt: str, seconds: float) -> bool:
        del prompt, seconds
        one = idle.pop() if idle else (await loop.create_connection(lambda: _Socket(room), host, port))[1]
        one.whole = loop.create_future()
        one.transport.write(asked)
        try:
            return await one.whole
        finally:
            idle.append(one)

    return draw


async def main(url: str, name: str, loop: str) -> None:
    async with AsyncExitStack() as stack:
        draw = await {"tuned": tuned, "floor": floor}[loop](url, stack)
        report(await offer(ALL[name], draw))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], sys.argv[3]))
