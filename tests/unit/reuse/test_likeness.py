"""When prompts are the same, almost the same, or different."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import ImageRequest
from bot.reuse.exact import Asker, Scope, Sharing, key, normal
from bot.reuse.likeness import difference, nearest, words

ANN = Asker(1, "telegram:-100", group=True)


def test_blanks_and_case_do_not_matter() -> None:
    assert normal(" A  red\nFOX ") == normal("a red fox")


def test_letters_to_be_written_do() -> None:
    assert normal('a sign "OPEN"') != normal('a sign "open"')


@pytest.mark.parametrize(
    "other",
    [
        ImageRequest(prompt="a fox", aspect="16:9"),
        ImageRequest(prompt="a fox", references=("00",)),
        ImageRequest(prompt="a fox", seed=1),
        ImageRequest(prompt="a fox", model="other"),
        ImageRequest(prompt="a fox", count=2),
        ImageRequest(prompt="a fox", private=True),
        ImageRequest(prompt="a box"),
    ],
)
def test_every_setting_is_part_of_the_key(other: ImageRequest) -> None:
    assert key(ImageRequest(prompt="a fox"), ANN, Sharing()) != key(other, ANN, Sharing())


def test_another_painter_draws_another_picture() -> None:
    request = ImageRequest(prompt="a fox")
    assert key(request, ANN, Sharing(painters="sketch")) != key(request, ANN, Sharing(painters="gemini"))


def test_fresh_is_no_part_of_what_is_drawn() -> None:
    request = ImageRequest(prompt="a fox")
    assert key(request, ANN, Sharing()) == key(replace(request, fresh=True), ANN, Sharing())


def test_a_private_wish_of_nobody_is_never_kept() -> None:
    channel = Asker(None, "telegram:-100", group=True)
    assert key(ImageRequest(prompt="a fox", private=True), channel, Sharing(Scope.EVERYONE)) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_can_be_said_of_any_two(a: str, b: str) -> None:
    found = difference(a, b)
    assert len(found.earlier) <= 60
    assert len(found.new) <= 60
    assert nearest(a, [(1, a)]) == (1, 1.0)


def test_chinese_is_found_by_neighbouring_characters() -> None:
    assert words("红狐狸 fox") == ("红狐", "狐狸", "fox")


def test_the_most_similar_is_nearest() -> None:
    others = [(1, "a red fox in deep snow, oil"), (2, "a red fox in deep snow, night"), (3, "a submarine")]
    assert nearest("a red fox in deep snow, nights", others) is not None
    assert (nearest("a red fox in deep snow, nights", others) or (0, 0))[0] == 2
    assert nearest("a submarine race", others[:2]) is None
