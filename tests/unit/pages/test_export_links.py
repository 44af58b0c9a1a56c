"""A person's ZIP by link, where whoever fetches it does not read, is gone, or asks twice."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import ClientSession, web

from adapters.web.export_links import ExportLinks
from adapters.web.link_page import MissingWords
from adapters.web.server import application, serving
from bot.answers.exports import Exports
from bot.model import Identity
from bot.ports import Export
from tests.fakes.clock import FakeClock
from tests.fakes.platform_memory import FakePlatformMemory

LARGE = bytes(24_000_000)  # more than the sockets between the two hold


class Ann:
    """A `PrivacyStore` that knows one person, and the `BlobStore` with her one picture. `loaded` counts how often it was read."""

    def __init__(self) -> None:
        self.loaded = 0
        self.known = True

    async def export(self, person: int) -> Export:
        assert person == 7
        return Export({"identities": [{"account": "ann" if self.known else None}]}, ("ff",))

    async def forget(self, person: int, now: datetime) -> None: ...

    async def forget_identity(self, identity: Identity, now: datetime) -> None: ...

    async def retain(self, days: int, now: datetime) -> int:
        return 0

    async def put(self, data: bytes, digest: str | None = None) -> str:
        return "ff"

    async def get(self, digest: str) -> bytes | None:
        assert digest == "ff"
        self.loaded += 1
        return LARGE

    async def delete(self, digest: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Door:
    ann: Ann
    port: int
    link: str

    async def whole(self) -> bool:
        async with ClientSession() as session, session.get(self.link) as answer:
            with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
                return archive.read("pictures/ff.bin") == LARGE

    async def begun(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Somebody who has read the head of the answer, and no more."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1_024)
        path = self.link.partition(str(self.port))[2]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        return reader, writer


@asynccontextmanager
async def door(stalled: float = 60.0) -> AsyncGenerator[Door]:
    ann, clock = Ann(), FakeClock()
    links = ExportLinks(b"secret", base="", stalled=stalled)
    exports = Exports(privacy=ann, notes=FakePlatformMemory(), blobs=ann, address=links.address)

    def words(_request: web.Request) -> MissingWords:
        return MissingWords("en", "gone", "unknown", "again")

    app = application([("GET", "/mydata/{signed}", links.handler(exports, clock, words))])
    async with serving(app, "127.0.0.1", 0) as port:
        link = await exports.link(7, clock.now())
        yield Door(ann, port, f"http://127.0.0.1:{port}{link}")


async def test_a_look_ahead_makes_nothing() -> None:
    async with door() as d, ClientSession() as session:
        async with session.head(d.link) as answer:
            assert (answer.status, answer.content_type) == (200, "application/zip")
            assert "Content-Length" not in answer.headers
        assert d.ann.loaded == 0
        assert await d.whole()


async def test_who_does_not_read_is_cut_off_and_does_not_stand_in_the_way() -> None:
    async with door(stalled=1.0) as d:
        reader, writer = await d.begun()
        assert await d.whole()
        heard = 0
        try:
            while part := await reader.read(1 << 20):
                heard += len(part)
        except ConnectionError:
            pass
        assert heard < len(LARGE)
        writer.close()


async def test_who_goes_away_leaves_nothing_behind() -> None:
    async with door() as d:
        _, writer = await d.begun()
        writer.transport.abort()
        assert await d.whole()


async def test_whoever_was_forgotten_meanwhile_has_no_data() -> None:
    """The link stands, but nobody goes by that number any more."""
    async with door() as d, ClientSession() as session:
        d.ann.known = False
        async with session.get(d.link) as answer:
            assert (answer.status, await answer.text()) == (410, "gone\n")
        assert d.ann.loaded == 0
