"""What the painter understands of a prompt, in both languages."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw

from adapters.fonts import fitted, legible, typeface
from adapters.images.sketch.palette import known_palettes
from adapters.images.sketch.reading import known_words
from adapters.images.sketch.scene import Scene, planned

WORDS = known_words()
PALETTES = known_palettes()


def scene(prompt: str, negative: str | None = None) -> Scene:
    return planned(WORDS.read(prompt, negative), PALETTES, random.Random(1))


@pytest.mark.parametrize(
    ("prompt", "backdrop", "subject", "mood"),
    [
        ("a fox in a snowy forest at night", "forest", "fox", "night"),
        ("夜晚森林里的狐狸", "forest", "fox", "night"),
        ("日落时海上的帆船", "sea", "boat", "sunset"),
        ("Cyberpunk city street, rain", "city", None, "neon"),
        ("赛博朋克城市", "city", None, "neon"),
        ("a cat in a spacesuit", "space", "cat", None),
        ("水墨山水", "mountains", None, "ink"),
        ("bauhaus poster", "bauhaus", None, None),
        ("抽象波浪", "waves", None, None),
    ],
)
def test_place_subject_and_mood(prompt: str, backdrop: str, subject: str | None, mood: str | None) -> None:
    found = scene(prompt)
    assert found.backdrop == backdrop
    assert (found.subject[1] if found.subject else None) == subject
    assert mood in {None, found.palette.name}


def test_a_colour_belongs_to_the_thing_named_after_it() -> None:
    reading = WORDS.read("a blue cat with a red scarf, 绿色的狐狸")
    assert reading.dyes == {"cat": "blue", "scarf": "red", "fox": "green"}
    assert "colour" not in reading.said


def test_a_colour_alone_dyes_the_picture() -> None:
    assert WORDS.read("abstract waves in blue and gold").said["colour"] == ("blue", "gold")


@pytest.mark.parametrize("prompt", ["a hill, no cats", "a hill without a cat", "山坡，不要猫", "没有猫的草地"])
def test_what_is_denied_is_not_drawn(prompt: str) -> None:
    assert scene(prompt).subject is None


def test_the_negative_takes_words_out() -> None:
    assert scene("a cat and a dog", "cat").subject == ("beast", "dog")
    assert scene("一只猫和一只狗", "猫").subject == ("beast", "dog")


@pytest.mark.parametrize("prompt", ["形象设计", "开心的一天", "生日", "a category of carts"])
def test_parts_of_other_words_are_no_things(prompt: str) -> None:
    assert "beast" not in WORDS.read(prompt).said
    assert not WORDS.read(prompt).has("thing", "heart")


def test_reading_twelve_thousand_characters_is_quick_enough_to_do_always() -> None:
    assert scene("一只红色的狐狸" + "很" * 12_000).subject == ("beast", "fox")


def test_legible_keeps_what_can_be_seen() -> None:
    assert legible("  a\n\tb\x00\u200bc\u202e ") == "a bc"
    assert legible("e\u0301") == "é"
    assert legible("猫🦊") == "猫🦊"


def inked(text: str) -> bytes:
    image = Image.new("L", (60, 60))
    ImageDraw.Draw(image).text((5, 5), text, 255, typeface(30))
    return image.tobytes()


def test_unknown_glyphs_show_as_boxes() -> None:
    box = inked("\uffff")
    assert any(box)
    assert inked("🦊") == inked("م") == box
    assert len({box, inked("猫"), inked("貓"), inked("ж"), inked("é")}) == 5


def test_a_caption_ends_in_an_ellipsis_within_its_room() -> None:
    font = typeface(20)
    cut = fitted("很长的提示词" * 40, font, 300)
    assert cut.endswith("…")
    assert font.getlength(cut) <= 300
    assert fitted("short", font, 300) == "short"
