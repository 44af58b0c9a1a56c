"""Styles: enough of them, in both languages, found by any name, and an operator's own over them."""

from __future__ import annotations

import pytest

from bot.errors import ConfigurationError
from bot.model import ImageRequest
from bot.texts.styles import load_styles


def test_there_are_enough_in_both_languages() -> None:
    styles = load_styles()
    assert len(styles) >= 24
    for style in styles:
        assert style.title("en") != style.title("zh"), style.name
        assert style.example("en"), style.name
        assert style.example("zh"), style.name
    assert len({style.title("zh") for style in styles}) == len(styles)


@pytest.mark.parametrize("word", ["watercolor", "Watercolour", "水彩", " WATERCOLOR "])
def test_a_style_is_found_by_every_name(word: str) -> None:
    found = load_styles().find(word)
    assert found
    assert found.name == "watercolor"
    assert word.strip().casefold() in load_styles().known


def test_a_style_is_written_out_once() -> None:
    styles = load_styles()
    request = styles.applied(ImageRequest(prompt="a cat", style="水彩"))
    assert request.prompt.startswith("a cat, soft watercolor")
    assert styles.applied(request) == request


def test_an_unknown_style_changes_nothing() -> None:
    request = ImageRequest(prompt="a cat", style="nope")
    assert load_styles().applied(request) == request


def test_an_operator_adds_and_replaces() -> None:
    styles = load_styles('[ours]\nen = "Ours"\nprompt = "our way"\n[ink]\nen = "Ink"\nprompt = "other ink"')
    assert styles.applied(ImageRequest(prompt="x", style="ours")).prompt == "x, our way"
    assert styles.applied(ImageRequest(prompt="x", style="ink")).prompt == "x, other ink"
    assert styles.by_name["ours"].title("zh") == "Ours"


@pytest.mark.parametrize(
    "wrong",
    ["ours = 1", "[ours]\nen = 1\nprompt = 'x'", "[ours]\nen = 'x'", "[ours]\nen='x'\nprompt='y'\ncolour='z'", "[["],
)
def test_a_wrong_file_is_named(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match=r"mine\.toml"):
        load_styles(wrong, "mine.toml")
