from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.telegram.limits import cut, fit, fits_photo, split, units
from bot.model import Picture

_TEXT = st.text(alphabet=st.sampled_from("a b\n😀界"), max_size=300)


@given(_TEXT)
def test_utf_16_is_counted(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


@given(_TEXT, st.integers(1, 50))
def test_a_cut_text_is_a_beginning_that_fits(text: str, limit: int) -> None:
    assert text.startswith(cut(text, limit))
    assert units(cut(text, limit)) <= limit
    assert units(text) > limit or cut(text, limit) == text
    assert units(cut(text, limit)) >= min(limit - 1, units(text)), "no more is cut than must be"


@given(_TEXT, st.integers(20, 60))
def test_a_split_text_loses_only_blanks(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_letters_of_two_units_each_are_cut_like_others() -> None:
    assert units(fit("🦊" * 2048 + "\n#7", 1024)) in {1023, 1024}
    assert split("🦊" * 5000, 4096) == ["🦊" * 2048, "🦊" * 2048, "🦊" * 904]


def test_a_long_caption_keeps_its_last_line() -> None:
    fitted = fit("fox " * 1000 + "\n#1234", 1024)
    assert units(fitted) <= 1024
    assert fitted.startswith("fox fox")
    assert fitted.endswith("…\n#1234")
    assert fit("short\n#1", 1024) == "short\n#1"


@pytest.mark.parametrize(
    ("width", "height", "size", "fits"),
    [
        (1024, 1024, 1, True),
        (5000, 5000, 1, True),
        (5000, 5001, 1, False),
        (2000, 100, 1, True),
        (2001, 100, 1, False),
        (100, 100, 10 << 20, True),
        (100, 100, (10 << 20) + 1, False),
    ],
)
def test_what_telegram_takes_as_a_photo(width: int, height: int, size: int, fits: bool) -> None:
    assert fits_photo(Picture(bytes(size), "", "image/png", width, height)) == fits
