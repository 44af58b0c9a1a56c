"""An image API that costs next to nothing: every answer is made beforehand and written in one piece."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from typing import cast

import uvloop

from tests.bench.resilience_scenes import LOADS, Scene
from tests.bench.resilience_server import png

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def answer(side: int) -> bytes:
    body = json.dumps({"created": 1, "data": [{"b64_json": png(side)}]}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Painter(asyncio.Protocol):
    """One connection. The scene, first in the path, says how large a picture is and how long it takes."""

    def __init__(self, small: bytes, big: bytes) -> None:
        self._answers = (small, big)
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end]
            found = _LENGTH.search(head)
            whole = end + 4 + (int(found.group(1)) if found else 0)
            if len(self._read) < whole:
                return
            self._read = self._read[whole:]
            self._draw(LOADS[head.split(b"/", 2)[1].decode()])

    def _draw(self, scene: Scene) -> None:
        picture = self._answers[scene.big]
        if scene.picture:
            asyncio.get_running_loop().call_later(scene.picture, self._transport.write, picture)
        else:
            self._transport.write(picture)


async def serve() -> None:
    """Listens on a free port, prints it, and serves until standard input ends."""
    small, big = answer(64), answer(570)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Painter(small, big), "127.0.0.1", 0, backlog=2_048)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - the bench reads it
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(serve())
