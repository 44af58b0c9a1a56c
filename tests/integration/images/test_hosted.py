"""A hosted picture comes from where a picture may be, or not at all."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.images._addresses import public
from adapters.images._hosted import Hosting
from bot.errors import NoPicture
from tests.emulators.providers.pictures import png
from tests.emulators.providers.server import Emulator, Handler, cut, drip, says, silence


class Files(Emulator):
    """Whatever was put on, at any address."""

    def routes(self, router: object) -> None:
        del router

    def drawing(self, request: object) -> bool:
        del request
        return True


class Names(AbstractResolver):
    """Answers with the next of its addresses, as a DNS that changes its mind; counts how often it was asked."""

    def __init__(self, *addresses: str, port: int = 0) -> None:
        self.addresses = list(addresses)
        self.asked = 0
        self.port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.addresses[min(self.asked, len(self.addresses) - 1)]
        self.asked += 1
        return [
            ResolveResult(hostname=host, host=address, port=self.port or port, family=socket.AF_INET, proto=0, flags=0)
        ]

    async def close(self) -> None:
        pass


async def no_wait(seconds: float) -> None:
    del seconds
    await asyncio.sleep(0)


async def fetch(service: Files, url: str, *plays: Handler, seconds: float = 5.0, names: Names | None = None) -> bytes:
    service.plays.extend(plays)
    hosting = Hosting([f"{service.origin}/v1"], sleep=no_wait, resolver=names)
    try:
        return await hosting.fetch(url, seconds=seconds, headers={"authorization": "Bearer secret"})
    finally:
        await hosting.aclose()


def moved(url: str, status: int = 302) -> Handler:
    return says(status, "", location=url)


async def test_the_providers_own_place_may_be_loopback_and_gets_the_key() -> None:
    async with Files() as service:
        assert await fetch(service, f"{service.origin}/a.png", says(200, png())) == png()
        assert service.seen[0].headers["authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a.png",
        "http://localhost:1/a.png",
        "http://2130706433:1/a.png",
        "http://0x7f.1:1/a.png",
        "http://[::1]:1/a.png",
        "http://[::ffff:127.0.0.1]:1/a.png",
        "http://0.0.0.0:1/a.png",
        "http://10.0.0.1/a.png",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00::1]/a.png",
        "http://[64:ff9b::7f00:1]/a.png",
        "file:///etc/passwd",
        "ftp://example.com/a.png",
        "gopher://example.com/",
        "http://user:pass@example.com/a.png",
        "data:text/html,hello",
        "http://[::1/a.png",
        "",
    ],
)
async def test_refused(url: str) -> None:
    async with Files() as service:
        with pytest.raises(NoPicture):
            await fetch(service, url)
        with pytest.raises(NoPicture):
            await fetch(service, f"{service.origin}/a.png", moved(url))
        assert len(service.seen) == 1, "only the redirect itself was asked"


async def test_a_name_that_leads_home_is_refused() -> None:
    async with Files() as service:
        port = int(service.origin.rpartition(":")[2])
        with pytest.raises(NoPicture):
            await fetch(service, f"http://pictures.example:{port}/a.png", names=Names("127.0.0.1"))
        assert not service.seen


OPEN = "93.184.216.34"  # an address on the open internet


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Callable[[Files], None]:
    """Puts a service at that address: whoever connects there, at whatever port, reaches it."""

    def at(service: Files) -> None:
        loop = asyncio.get_running_loop()
        connect, home = loop.sock_connect, urlsplit(service.origin)

        async def routed(sock: socket.socket, address: tuple[str, int]) -> None:
            await connect(sock, (home.hostname, home.port) if address[0] == OPEN else address)

        monkeypatch.setattr(loop, "sock_connect", routed)

    return at


async def test_dns_that_changes_is_judged_each_time(internet: Callable[[Files], None]) -> None:
    """The same name is on the open internet at first, and leads home afterwards."""
    async with Files() as service, Files() as home, Files() as host:
        internet(host)
        host.plays.append(moved(home.origin.replace("127.0.0.1", "pictures.example") + "/secret.png"))
        names = Names(OPEN, "127.0.0.1")
        with pytest.raises(NoPicture, match="private address"):
            await fetch(service, "http://pictures.example/a.png", names=names)
        assert (len(host.seen), names.asked) == (1, 2)
        assert not home.seen


async def test_a_name_is_looked_up_for_every_connection() -> None:
    async with Files() as service:
        service.plays.extend([cut(), says(200, png())])
        url, names = service.origin.replace("127.0.0.1", "pictures.example"), Names("127.0.0.1")
        hosting = Hosting([url], sleep=no_wait, resolver=names)
        assert await hosting.fetch(f"{url}/a.png", seconds=5) == png()
        assert names.asked == 2
        await hosting.aclose()


async def test_the_key_does_not_follow_a_redirect(internet: Callable[[Files], None]) -> None:
    async with Files() as service, Files() as host:
        internet(host)
        host.plays.append(says(200, png()))
        there = moved("http://pictures.example/b.png", 307)
        assert await fetch(service, f"{service.origin}/a.png", there, names=Names(OPEN)) == png()
        assert service.seen[0].headers["authorization"] == "Bearer secret"
        assert "authorization" not in host.seen[0].headers


@pytest.mark.parametrize(
    "play",
    [
        says(404, "gone"),
        says(403, "expired"),
        says(302, ""),
        silence(),
        drip(png() * 200),
        cut(),
        says(200, gzip.compress(bytes(60 * 2**20)), content_encoding="gzip"),
        says(200, gzip.compress(gzip.compress(bytes(2**20))), content_encoding="gzip, gzip"),
        says(200, b"not gzip", content_encoding="gzip"),
        says(200, png(), content_encoding="br"),
        says(200, bytes(41 * 2**20)),
    ],
    ids=["404", "403", "nowhere", "silence", "drip", "cut", "bomb", "twice-packed", "bad-gzip", "brotli", "endless"],
)
async def test_a_hostile_host_is_given_up(play: Handler) -> None:
    async with Files() as service:
        with pytest.raises(NoPicture):
            await fetch(service, f"{service.origin}/a.png", play, play, play, seconds=0.5)


async def test_redirects_without_end() -> None:
    async with Files() as service:
        loop = moved(f"{service.origin}/again.png")
        with pytest.raises(NoPicture, match="without end"):
            await fetch(service, f"{service.origin}/a.png", *[loop] * 9)
        assert len(service.seen) == 4


async def test_a_stumbling_host_is_asked_again() -> None:
    async with Files() as service:
        assert await fetch(service, f"{service.origin}/a.png", cut(), says(503, ""), says(200, png())) == png()


async def test_gzip_is_unpacked_although_it_was_not_asked_for() -> None:
    async with Files() as service:
        packed = says(200, gzip.compress(png()), content_encoding="gzip")
        assert await fetch(service, f"{service.origin}/a.png", packed) == png()


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("not an address", False),
    ],
)
def test_public(address: str, open_: bool) -> None:
    assert public(address) is open_
