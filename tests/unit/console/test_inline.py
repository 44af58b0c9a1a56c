from __future__ import annotations

import base64
import re

import pytest

from adapters.chat.console.inline import Show, blocks, inline, iterm, kitty, sixel
from tests.unit.console.pictures import picture


@pytest.mark.parametrize(
    ("environ", "show"),
    [
        ({"TERM": "xterm-kitty"}, kitty),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, iterm),
        ({"TERM": "foot"}, sixel),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, blocks),
        ({"TERM": "xterm-kitty", "TMUX": "1", "COLORTERM": "24bit"}, blocks),
        ({"TERM": "xterm-kitty", "TMUX": "1"}, None),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, None),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, None),
        ({}, None),
    ],
)
def test_the_terminal_says_what_it_can(environ: dict[str, str], show: Show | None) -> None:
    assert inline(environ) is show


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_kitty_gets_a_png_in_chunks(form: str) -> None:
    shown = kitty(picture(form=form, width=400, height=400))
    chunks = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", shown)
    assert "".join(f"\x1b_G{head};{data}\x1b\\" for head, data in chunks) == shown
    assert all(len(data) <= 4096 for _, data in chunks)
    assert [head.endswith("m=0") for head, _ in chunks] == [False] * (len(chunks) - 1) + [True]
    assert base64.b64decode("".join(data for _, data in chunks)).startswith(b"\x89PNG")


def test_iterm_gets_the_file_as_it_is() -> None:
    found = picture()
    shown = iterm(found)
    assert shown.startswith("\x1b]1337;File=inline=1;")
    assert base64.b64decode(shown.partition(":")[2].removesuffix("\a")) == found.data


def test_a_sixel_says_one_colour_over_its_whole_width() -> None:
    shown = sixel(picture("red", width=40, height=12))
    assert shown.startswith("\x1bPq#0;2;")
    assert shown.endswith("\x1b\\")
    assert re.findall(r"#\d+!40~", shown) == ["#0!40~", "#0!40~"]


def test_blocks_are_two_pixels_a_cell() -> None:
    lines = blocks(picture("#ff0000", width=44, height=20)).split("\n")
    assert len(lines) == 10
    assert lines[0].count("▀") == 44
    assert "38;2;255;0;0;48;2;255;0;0m" in lines[0]
