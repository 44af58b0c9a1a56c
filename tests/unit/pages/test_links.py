"""Pictures by a signed link."""

from __future__ import annotations

from io import BytesIO

import pytest
from aiohttp import web
from PIL import Image

from adapters.web.link_page import MissingWords, PictureWords
from adapters.web.links import Links
from adapters.web.signing import Signer
from tests.fakes.clock import FakeClock
from tests.unit.pages.site import site

PAGE = {"Accept": "text/html"}


def words(request: web.Request) -> PictureWords:
    missing = MissingWords(request.headers.get("Accept-Language", "en"), "gone", "unknown", "again")
    return PictureWords("A <picture>", "hold it", missing)


def test_a_token_is_read_by_whoever_made_it_and_nobody_else() -> None:
    signer = Signer(b"secret", "picture")
    token = signer.sign("ff", 1000)
    assert signer.read(token, 999) == ("ff", False)
    assert signer.read(token, 1001) == ("ff", True)
    assert Signer(b"secret", "visitor").read(token, 0) is None
    assert Signer(b"other", "picture").read(token, 0) is None


@pytest.mark.parametrize("token", ["", ".", "..", "ff.3e8.", "ff.3e9.AAAA", "\u00e4.1.x", "x" * 5000])
def test_nonsense_is_no_token(token: str) -> None:
    assert Signer(b"secret", "picture").read(token, 0) is None


async def test_a_link_shows_the_picture_for_a_while() -> None:
    clock = FakeClock()
    links = Links(b"secret", clock, seconds=3600)

    async def load(picture: int) -> tuple[bytes, str] | None:
        return (b"png", "image/png") if picture == 7 else None

    async with site([("GET", "/i/{signed}", links.handler(load, words))]) as client:
        raw = await client.get(links.raw(7))
        assert (raw.status, await raw.read(), raw.content_type) == (200, b"png", "image/png")
        page = await client.get(links.page(7), headers=PAGE)
        text = await page.text()
        assert "A &lt;picture&gt;" in text
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert (await client.get(links.page(8))).status == 410
        assert (await client.get("/i/7.ffffffff.nonsense")).status == 404
        old = links.page(7)
        await clock.advance(3601)
        assert (await client.get(old)).status == 410


async def test_a_link_that_is_over_or_not_ours_is_a_page_for_people_and_words_for_programs() -> None:
    clock = FakeClock()
    links = Links(b"secret", clock, seconds=3600)

    async def load(_picture: int) -> tuple[bytes, str] | None:
        return b"png", "image/png"

    async with site([("GET", "/i/{signed}", links.handler(load, words))]) as client:
        old = links.page(7)
        await clock.advance(7200)
        for link, status, why in ((old, 410, "gone"), (f"{links.page(7)}x", 404, "unknown")):
            page = await client.get(link, headers={**PAGE, "Accept-Language": 'zh"'})
            text = await page.text()
            assert (page.status, page.content_type) == (status, "text/html")
            assert f"<h1>{why}</h1><p>again</p>" in text
            assert '<html lang="zh&quot;">' in text
            for bare in (link, f"{link}?raw", f"{link}?card"):
                answer = await client.get(bare, headers=PAGE if "?" in bare else None)
                assert (answer.status, answer.content_type, await answer.text()) == (status, "text/plain", f"{why}\n")


async def test_a_card_is_a_jpeg_or_png_whatever_the_picture_is() -> None:
    links, out = Links(b"secret", FakeClock()), BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "WEBP", lossless=True)
    kinds = {1: (out.getvalue(), "image/webp"), 2: (b"png", "image/png")}

    async def load(picture: int) -> tuple[bytes, str] | None:
        return kinds[picture]

    async with site([("GET", "/i/{signed}", links.handler(load, words))]) as client:
        card = await client.get(links.card(1))
        assert card.content_type == "image/jpeg"
        shown = Image.open(BytesIO(await card.read()))
        assert (shown.format, shown.getpixel((0, 0))) == ("JPEG", (255, 255, 255))
        assert (await (await client.get(links.card(2))).read()) == b"png"
        assert (await client.get(links.raw(1))).content_type == "image/webp"


async def test_a_link_is_the_same_for_an_hour_so_that_browsers_keep_the_picture() -> None:
    clock = FakeClock()
    links = Links(b"secret", clock, base="https://bot.example.com")
    first = links.page(7)
    assert first.startswith("https://bot.example.com/i/")
    await clock.advance(3599)
    assert links.page(7) == first
    await clock.advance(2)
    assert links.page(7) != first
