"""References: whatever comes in, something harmless goes on."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from adapters.images._references import ReferenceDarkroom
from bot.errors import BadReference


def saved(image: Image.Image, form: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.frombytes(mode, (width, height), os.urandom(width * height * len(mode)))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
async def test_any_usual_picture_becomes_a_jpeg(form: str) -> None:
    picture = await ReferenceDarkroom().develop(saved(noise(90, 60), form))
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 90, 60)


async def test_upright_small_and_without_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "a camera maker"
    picture = await ReferenceDarkroom().develop(saved(noise(3000, 1500), "JPEG", exif=exif, comment=b"at home"))
    assert (picture.width, picture.height) == (1024, 2048)
    assert b"camera" not in picture.data
    assert b"at home" not in picture.data


async def test_transparency_is_kept_as_png() -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("where", "at home")
    clear = await ReferenceDarkroom().develop(saved(noise(64, 64, "RGBA"), "PNG", pnginfo=note))
    assert clear.media_type == "image/png"
    assert b"at home" not in clear.data
    solid = await ReferenceDarkroom().develop(saved(Image.new("RGBA", (64, 64), "red"), "PNG"))
    assert solid.media_type == "image/jpeg"


async def test_developing_twice_changes_nothing() -> None:
    for image in (noise(100, 80), noise(100, 80, "RGBA")):
        once = await ReferenceDarkroom().develop(saved(image, "PNG"))
        assert await ReferenceDarkroom().develop(once.data) == once


async def test_developed_once() -> None:
    room, data = ReferenceDarkroom(), saved(noise(300, 200), "PNG")
    first = await room.develop(data)
    assert await room.develop(data) is first
    assert await room.develop(first.data) is first


async def test_a_long_service_forgets_the_oldest() -> None:
    room = ReferenceDarkroom(memory=100_000)
    first = saved(noise(100, 100), "PNG")
    kept = await room.develop(first)
    for _ in range(20):
        await room.develop(saved(noise(100, 100), "PNG"))
    assert await room.develop(first) is not kept


def deep() -> Image.Image:
    """Sixteen bits of grey, dark on the left and bright on the right."""
    return Image.frombytes(
        "I;16", (256, 64), b"".join(at.to_bytes(2, "little") for _ in range(64) for at in range(0, 65_536, 256))
    )


ODD = {
    "cmyk-jpeg": (saved(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "JPEG"), (254, 0, 0), (254, 0, 0)),
    "16-bit-png": (saved(deep(), "PNG"), (0, 0, 0), (255, 255, 255)),
    "animated-gif": (
        saved(Image.new("RGB", (64, 64), "red"), "GIF", save_all=True, append_images=[Image.new("RGB", (64, 64))]),
        (254, 0, 0),
        (254, 0, 0),
    ),
    "animated-webp": (
        saved(Image.new("RGB", (64, 64), "blue"), "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 64))]),
        (0, 0, 254),
        (0, 0, 254),
    ),
    "one-bit": (saved(Image.new("1", (64, 64), 1), "PNG"), (255, 255, 255), (255, 255, 255)),
    "float-tiff": (saved(Image.new("F", (64, 64), 1000.0), "TIFF"), (255, 255, 255), (255, 255, 255)),
}


@pytest.mark.parametrize("name", ODD)
async def test_odd_pictures_look_the_same_afterwards(name: str) -> None:
    """Of a film the first picture is taken, and nothing else of it goes along."""
    data, left, right = ODD[name]
    picture = await ReferenceDarkroom().develop(data)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert getattr(image, "n_frames", 1) == 1
        for at, wanted in ((0, left), (image.width - 1, right)):
            found = image.convert("RGB").getpixel((at, 32))
            assert isinstance(found, tuple)
            assert all(abs(one - other) <= 4 for one, other in zip(found, wanted, strict=True)), found


def bomb() -> bytes:
    """30.6 million pixels in 30 kB."""
    return saved(Image.new("L", (6000, 5100)), "PNG")


def worse_bomb() -> bytes:
    """900 million pixels in 110 kB, made row by row: a canvas of that size would take a gigabyte."""
    side, row, press = 30_000, bytes(1 + 30_000 // 8), zlib.compressobj()
    pixels = b"".join([*(press.compress(row * 100) for _ in range(side // 100)), press.flush()])
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b"")))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@pytest.mark.parametrize(
    ("made", "key"),
    [
        (bomb, "reference.too_many_pixels"),
        (lambda: bytes(26 * 2**20), "reference.too_large"),
        (lambda: b"just text, named .png", "reference.unknown"),
        (lambda: b"", "reference.unknown"),
        (lambda: saved(noise(200, 200), "JPEG")[:3000], "reference.broken"),
        (lambda: saved(noise(200, 200), "PNG")[:3000], "reference.broken"),
        (lambda: saved(Image.new("RGB", (2000, 10)), "PNG"), "reference.shape"),
        (worse_bomb, "reference.too_many_pixels"),
        (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100), "reference.unknown"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "reference.unknown"),
    ],
    ids=["bomb", "large", "text", "empty", "cut-jpeg", "cut-png", "a-line", "worse-bomb", "heic", "svg"],
)
async def test_refused_in_words(made: Callable[[], bytes], key: str) -> None:
    data = made()
    with pytest.raises(BadReference) as caught:
        await ReferenceDarkroom().develop(data)
    assert caught.value.key == key
