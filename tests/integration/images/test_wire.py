"""What the wire says of answers that are too long, cut or never asked for: a raw server sends them byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from adapters.images._calls import Answer
from adapters.images._wire import Wire
from bot.errors import NoPicture, OutcomeUnknown, Overloaded, ProviderError

MEGABYTE = b"x" * 1_048_576
HEAD = b"HTTP/1.1 200 OK\r\n"


@asynccontextmanager
async def saying(*pieces: bytes) -> AsyncGenerator[str]:
    """A server that reads a request's head, says this piece by piece, and hangs up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def ask(url: str, megabytes: float = 4) -> Answer:
    wire = Wire()
    try:
        return await wire.send("GET", url, headers={}, seconds=30, megabytes=megabytes)
    finally:
        await wire.aclose()


def told(length: int) -> bytes:
    return HEAD + b"Content-Length: %d\r\n\r\n" % length


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)


@pytest.mark.parametrize(
    "pieces",
    [
        (told(3 * len(MEGABYTE)), MEGABYTE, MEGABYTE, MEGABYTE),
        (told(3 * len(MEGABYTE)) + 3 * MEGABYTE,),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *3 * [chunked(MEGABYTE)], b"0\r\n\r\n"),
        (HEAD + b"Connection: close\r\n\r\n", MEGABYTE, 2 * MEGABYTE),
    ],
    ids=["told", "at once", "chunked", "until the end"],
)
async def test_a_body_comes_whole_however_it_is_sent(pieces: tuple[bytes, ...]) -> None:
    async with saying(*pieces) as url:
        assert (await ask(url)).body == 3 * MEGABYTE
    async with saying(*pieces) as url:
        with pytest.raises(NoPicture, match="more than"):
            await ask(url, megabytes=2.5)


async def test_no_body_is_an_answer() -> None:
    async with saying(HEAD + b"Content-Length: 0\r\n\r\n") as url:
        assert (await ask(url)).body == b""
    async with saying(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n") as url:
        assert (await ask(url)).status == 204


@pytest.mark.parametrize(
    "pieces",
    [
        (told(3 * len(MEGABYTE)), MEGABYTE),
        (told(20), b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunked(MEGABYTE)),
        (HEAD,),
        (b"nonsense\r\n\r\n",),
        (),
    ],
    ids=["large", "small", "chunked", "head", "nonsense", "nothing"],
)
async def test_what_breaks_off_may_have_been_paid(pieces: tuple[bytes, ...]) -> None:
    async with saying(*pieces) as url:
        with pytest.raises(OutcomeUnknown):
            await ask(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://a\nb/", "http://[/", "http:///x", "ftp://127.0.0.1/"])
async def test_what_is_no_address_was_not_asked(url: str) -> None:
    with pytest.raises(ProviderError) as caught:
        await ask(url)
    assert isinstance(caught.value, Overloaded)
    assert "b/" not in caught.value.detail
