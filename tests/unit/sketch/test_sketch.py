"""The built-in painter: the same request gives the same bytes, every request gives a whole picture, and nothing breaks it."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from PIL import Image

from adapters.clock import SystemClock
from adapters.images.sketch import Sketch
from adapters.images.sketch.reading import known_words
from bot.errors import RequestInvalid, UnsupportedRequest
from bot.model import Generation, ImageRequest, Picture
from bot.ports import Ticket


@pytest.fixture(scope="module")
def sketch() -> Sketch:
    return Sketch(SystemClock())


async def drawn(sketch: Sketch, request: ImageRequest, *references: Picture, job: int = 1) -> Generation:
    return await sketch.draw(request, Ticket(job, 1e9, references))


def opened(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.data))
    image.load()
    return image


def colours(picture: Picture) -> int:
    return len(opened(picture).reduce(8).getcolors(1 << 20) or ())


async def test_the_same_request_gives_the_same_bytes(sketch: Sketch) -> None:
    request = ImageRequest(prompt="a red fox in the snow", seed=7)
    first = await drawn(sketch, request, job=1)
    second = await drawn(Sketch(SystemClock()), request, job=2)
    assert first.pictures == second.pictures
    assert first.seed == second.seed == 7


async def test_another_seed_and_another_word_give_another_picture(sketch: Sketch) -> None:
    requests = [ImageRequest(prompt=prompt, seed=seed) for prompt, seed in (("hills", 1), ("hills", 2), ("hill", 1))]
    digests = {(await drawn(sketch, request)).pictures[0].digest for request in requests}
    assert len(digests) == 3


async def test_again_without_a_seed_differs_and_says_its_seed(sketch: Sketch) -> None:
    request = ImageRequest(prompt="hills")
    first, again = await drawn(sketch, request, job=1), await drawn(sketch, request, job=2)
    assert first.seed != again.seed
    assert first.seed is not None
    repeated = await drawn(sketch, ImageRequest(prompt="hills", seed=first.seed), job=3)
    assert repeated.pictures == first.pictures


async def test_a_picture_is_what_it_says(sketch: Sketch) -> None:
    generation = await drawn(sketch, ImageRequest(prompt="日落时的大海", seed=1))
    (picture,) = generation.pictures
    image = opened(picture)
    assert (image.format, image.size, picture.media_type) == ("JPEG", (1024, 1024), "image/jpeg")
    assert (picture.width, picture.height) == image.size
    assert picture.digest == hashlib.sha256(picture.data).hexdigest()
    assert (generation.provider, generation.micros) == ("sketch", 0)
    assert generation.latency > 0


@pytest.mark.parametrize(
    ("aspect", "size", "expected"),
    [("16:9", "1k", (1024, 576)), ("9:16", None, (576, 1024)),
     ("8:1", "1k", (1024, 128)), ("1:8", "1k", (128, 1024)), ("4:3", "2k", (2048, 1536))],
)  # fmt: skip
async def test_any_shape(sketch: Sketch, aspect: str, size: str | None, expected: tuple[int, int]) -> None:
    generation = await drawn(sketch, ImageRequest(prompt="night city", aspect=aspect, size=size, seed=1))
    assert opened(generation.pictures[0]).size == expected


async def test_the_largest_size(sketch: Sketch) -> None:
    generation = await drawn(sketch, ImageRequest(prompt="bauhaus", size="4k", aspect="21:9", seed=1))
    assert opened(generation.pictures[0]).size == (4096, 1755)


async def test_several_at_once_are_all_different(sketch: Sketch) -> None:
    request = ImageRequest(prompt="a cat", count=3, seed=5, aspect="3:1")
    generation = await drawn(sketch, request)
    assert len({picture.digest for picture in generation.pictures}) == 3
    alone = await drawn(sketch, ImageRequest(prompt="a cat", seed=6, aspect="3:1"))
    assert generation.pictures[1] == alone.pictures[0]


@pytest.mark.parametrize(
    "prompt",
    [
        "", " ", "🦊🌕👨‍👩‍👧", "مرحبا بالعالم", "a\x00b\u200b\u202ec", "\ud800", "<b>x</b> & *y* `z`", "龘靐齉爩", "한국어",
        "x" * 12_000, "很" * 12_000, "a\nb\r\n\tc", "̷̡̛" * 50,
    ],
)  # fmt: skip
async def test_nothing_that_people_type_breaks_it(sketch: Sketch, prompt: str) -> None:
    generation = await drawn(sketch, ImageRequest(prompt=prompt, seed=3, aspect="3:1"))
    assert colours(generation.pictures[0]) > 50


_BACKDROPS = (
    "mountains",
    "草地",
    "sea",
    "city",
    "太空",
    "forest",
    "desert",
    "underwater",
    "garden",
    "waves",
    "bauhaus",
    "room",
)
_CAST = (
    "fox", "cat", "dog", "wolf", "rabbit", "bear", "panda", "koala", "tiger", "lion", "mouse", "monkey", "pig", "owl",
    "penguin", "chick", "frog", "deer", "cow", "sheep", "elephant", "raccoon", "unicorn", "dragon", "woman", "man",
    "robot", "astronaut", "rose", "sunflower", "tulip", "lotus", "flower", "boat", "lighthouse", "house", "castle",
    "pagoda", "balloon", "rocket", "whale", "fish", "butterfly", "tree", "cup", "cake", "banana", "apple", "car",
    "heart", "lantern",
)  # fmt: skip
_SKY = (
    "snow",
    "rain",
    "petals",
    "leaves",
    "fireflies",
    "bubbles",
    "fog",
    "fireworks",
    "confetti",
    "stars",
    "aurora",
    "rainbow",
    "moon",
)
_WEAR = ("hat", "crown", "glasses", "sunglasses", "scarf", "helmet")


@pytest.mark.parametrize("place", _BACKDROPS)
async def test_every_backdrop(sketch: Sketch, place: str) -> None:
    assert colours((await drawn(sketch, ImageRequest(prompt=place, seed=2, aspect="6:1"))).pictures[0]) > 100


@pytest.mark.parametrize("subject", _CAST)
async def test_every_subject(sketch: Sketch, subject: str) -> None:
    assert known_words().read(subject).first("beast", "person", "thing", "flower")
    generation = await drawn(sketch, ImageRequest(prompt=f"{subject} room", seed=2, aspect="8:1"))
    assert colours(generation.pictures[0]) > 50


@pytest.mark.parametrize("word", [*_SKY, *_WEAR])
async def test_every_weather_and_dress(sketch: Sketch, word: str) -> None:
    generation = await drawn(sketch, ImageRequest(prompt=f"a cat with {word} on a hill", seed=2, aspect="6:1"))
    assert colours(generation.pictures[0]) > 100


async def test_references_become_the_ground(sketch: Sketch) -> None:
    ground = Image.new("RGB", (900, 700), (20, 160, 60))
    out = BytesIO()
    ground.save(out, "PNG")
    reference = Picture(out.getvalue(), "x", "image/png", 900, 700)
    generation = await drawn(sketch, ImageRequest(prompt="hello", references=("x",), seed=1), reference)
    red, green, blue = opened(generation.pictures[0]).convert("RGB").reduce(1024).tobytes()
    assert green > red + 40
    assert green > blue + 40


async def test_more_references_are_laid_on_it(sketch: Sketch) -> None:
    cat = (await drawn(sketch, ImageRequest(prompt="cat", seed=1))).pictures[0]
    hill = (await drawn(sketch, ImageRequest(prompt="hill", seed=1))).pictures[0]
    request = ImageRequest(prompt="both, at night, 下雪", references=(hill.digest, cat.digest), seed=1)
    one = await drawn(sketch, request, hill)
    two = await drawn(sketch, request, hill, cat)
    assert one.pictures != two.pictures


async def test_a_broken_reference_is_named(sketch: Sketch) -> None:
    broken = Picture(b"\x89PNG no picture", "x", "image/png", 1, 1)
    with pytest.raises(RequestInvalid) as caught:
        await drawn(sketch, ImageRequest(prompt="x", references=("x",)), broken)
    assert caught.value.parameter == "references"


@pytest.mark.parametrize(
    "request_",
    [
        ImageRequest(prompt="x", size="8k"),
        ImageRequest(prompt="x", aspect="9:1"),
        ImageRequest(prompt="x", aspect="0:0"),
        ImageRequest(prompt="x", aspect="wide"),
        ImageRequest(prompt="x", references=("r",) * 15),
        ImageRequest(prompt="x", model="gemini-3"),
    ],
)
def test_what_it_cannot_paint_is_said_before_paying(sketch: Sketch, request_: ImageRequest) -> None:
    with pytest.raises(UnsupportedRequest):
        sketch.check(request_)


def test_larger_pictures_cost_more_units_and_no_money(sketch: Sketch) -> None:
    prices = [sketch.price(ImageRequest(prompt="x", size=size, count=2)) for size in (None, "1k", "2k", "4k")]
    assert [price.units for price in prices] == [2, 2, 4, 8]
    assert {price.micros for price in prices} == {0}
