"""A text file is read whatever wrote it, and what is no text is said to be none."""

from __future__ import annotations

import pytest

from bot.answers.text_files import text_of
from bot.errors import BadPrompt

WORDS = "一只“红色”的狐狸，雪地里 —— a fox · 16：9\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_a_file_of_any_editor_is_read(encoding: str) -> None:
    assert text_of(WORDS.encode(encoding), "a.txt") == WORDS


@pytest.mark.parametrize(
    "data",
    [
        "crème brûlée à la façon de l’été".encode("cp1252"),
        "Красная лиса".encode("cp1251"),
        b"\xff\xfe\x00",
        bytes(range(256)),
    ],
    ids=["cp1252", "cp1251", "half", "none"],
)
def test_what_is_no_text_is_not_guessed_at(data: bytes) -> None:
    with pytest.raises(BadPrompt) as caught:
        text_of(data, "a.txt")
    assert caught.value.key == "prompt.not_text"
