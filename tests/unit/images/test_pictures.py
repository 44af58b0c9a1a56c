"""Bytes, base64 and Markdown: what is a picture, and what only says so."""

from __future__ import annotations

import base64
import io
import os

import pytest
from PIL import Image

from adapters.images import _markdown
from adapters.images._outcomes import Encoded, Hosted
from adapters.images._pictures import check, decode, sniff
from bot.errors import NoPicture
from tests.emulators.providers.pictures import jpeg, png, png64


def drawn(form: str, size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_real_pictures(form: str) -> None:
    data = drawn(form)
    picture = await check(data)
    assert (picture.media_type, picture.width, picture.height) == (f"image/{form.lower()}", 64, 48)
    assert picture.data == data


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_cut_pictures(form: str) -> None:
    data = drawn(form)
    for kept in (20, len(data) // 2, len(data) - 10):
        with pytest.raises(NoPicture):
            await check(data[:kept])


async def test_a_cut_gif_that_ends_with_the_end_mark_by_chance() -> None:
    data = drawn("GIF")
    for kept in (len(data) // 2, len(data) - 10):
        with pytest.raises(NoPicture):
            await check(data[:kept] + b";")


def bomb() -> bytes:
    """A small PNG whose head promises 100,000 x 100,000 pixels."""
    data = bytearray(png())
    data[16:24] = (100_000).to_bytes(4, "big") * 2
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", png()[:8], drawn("PNG", (4, 4)), bomb()],
    ids=["empty", "text", "svg", "pdf", "head", "dot", "bomb"],
)
async def test_no_pictures(data: bytes) -> None:
    with pytest.raises(NoPicture):
        await check(data)


async def test_a_flipped_bit_in_a_png_is_found() -> None:
    data = bytearray(drawn("PNG"))
    data[len(data) // 2] ^= 1
    with pytest.raises(NoPicture):
        await check(bytes(data))


def test_sniff_looks_at_bytes_alone() -> None:
    assert sniff(jpeg()) == "JPEG"
    assert sniff(b"RIFF\0\0\0\0WAVE") is None


@pytest.mark.parametrize(
    "encoded",
    [
        png64(),
        f"data:image/png;base64,{png64()}",
        f"data:image/jpeg;charset=utf-8;base64,{png64()}",
        "\n".join(png64()[at : at + 76] for at in range(0, len(png64()), 76)),
        png64().rstrip("="),
    ],
    ids=["plain", "uri", "uri-with-charset", "lines", "no-padding"],
)
def test_base64(encoded: str) -> None:
    assert decode(encoded) == png()


@pytest.mark.parametrize("encoded", ["§", "a", "data:image/svg+xml,<svg/>", "aGVsbG8*"])
def test_no_base64(encoded: str) -> None:
    with pytest.raises(NoPicture):
        decode(encoded)


def test_markdown() -> None:
    uri = f"data:image/png;base64,{png64()}"
    found, words = _markdown.pictures(f"Sure!\n![image]({uri})\n![two]({uri}) bye")
    assert found == (Encoded(uri), Encoded(uri))
    assert words.startswith("Sure!")
    assert "base64" not in words


@pytest.mark.parametrize(
    ("words", "urls"),
    [
        ("![a](https://a.example/x.png?sig=1)", ["https://a.example/x.png?sig=1"]),
        ("[see](https://a.example/page) and https://b.example/y.webp.", ["https://b.example/y.webp"]),
        ("see https://docs.example/help", []),
        ("data:image/png is a type", []),
        ("", []),
    ],
)
def test_links(words: str, urls: list[str]) -> None:
    assert _markdown.pictures(words)[0] == tuple(Hosted(url) for url in urls)


def test_megabytes_of_markdown_take_no_time() -> None:
    big = base64.b64encode(os.urandom(6_000_000)).decode()
    found, _ = _markdown.pictures(f"![image](data:image/png;base64,{big})" + "![" * 50_000)
    assert isinstance(found[0], Encoded)
    assert len(found[0].data) > 8_000_000
