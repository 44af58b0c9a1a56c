"""Prompts and their options, as phones and Chinese keyboards write them."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.commands.drawing import MOST_CHARACTERS, read_prompt, render
from bot.commands.option_names import EXAMPLES, FLAGS, OPTIONS
from bot.commands.values import MOST_SEED, SIZES, Names
from bot.errors import BadOption, BadPrompt, Rejection
from bot.model import ImageRequest

ANY = Names()


def read(text: str, names: Names = ANY) -> ImageRequest:
    return read_prompt(text, names).request


def rejected(text: str, names: Names = ANY) -> Rejection:
    with pytest.raises(Rejection) as caught:
        read_prompt(text, names)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fox --ar 16:9", ImageRequest(prompt="fox", aspect="16:9")),
        ("fox ——ar 16：9", ImageRequest(prompt="fox", aspect="16:9")),
        ("狐狸——ar 16：9", ImageRequest(prompt="狐狸", aspect="16:9")),
        ("fox —ar 16:9", ImageRequest(prompt="fox", aspect="16:9")),
        ("fox –ar 16:9", ImageRequest(prompt="fox", aspect="16:9")),
        ("fox －－ar １６：９", ImageRequest(prompt="fox", aspect="16:9")),
        ("fox --ａｒ 16:9", ImageRequest(prompt="fox", aspect="16:9")),
        ("fox --AR=16:9", ImageRequest(prompt="fox", aspect="16:9")),
        ("fox --ar:16:9", ImageRequest(prompt="fox", aspect="16:9")),
        ("fox --ar16:9", ImageRequest(prompt="fox", aspect="16:9")),
        ("fox --ar 16 : 9 den", ImageRequest(prompt="fox den", aspect="16:9")),
        ("fox --ar 1920x1080", ImageRequest(prompt="fox", aspect="16:9")),
        ("狐狸 --ar 16:9，清晨", ImageRequest(prompt="狐狸 ，清晨", aspect="16:9")),
        ("狐狸 ——比例 竖", ImageRequest(prompt="狐狸", aspect="3:4")),
        ("--ar 16:9 fox", ImageRequest(prompt="fox", aspect="16:9")),
        ("a --n 2 fox --seed 7 runs", ImageRequest(prompt="a fox runs", count=2, seed=7)),
        ("fox －－n ２", ImageRequest(prompt="fox", count=2)),
        ("fox ——数量：3", ImageRequest(prompt="fox", count=3)),
        ("fox --n2", ImageRequest(prompt="fox", count=2)),
        ("fox --size 4K --style Oil-Paint", ImageRequest(prompt="fox", size="4k", style="oil-paint")),
        ("fox --style “oil paint” den", ImageRequest(prompt="fox den", style="oil paint")),
        ("fox --model gemini-3.1-flash:free", ImageRequest(prompt="fox", model="gemini-3.1-flash:free")),
        ("fox --model FLUX.1-dev", ImageRequest(prompt="fox", model="FLUX.1-dev")),
        ('fox --neg "text, people" den', ImageRequest(prompt="fox den", negative="text, people")),
        ("fox --neg “文字” den", ImageRequest(prompt="fox den", negative="文字")),
        ("fox --neg 「文字」", ImageRequest(prompt="fox", negative="文字")),
        ("fox --neg text, people --n 2", ImageRequest(prompt="fox", negative="text, people", count=2)),
        ('fox --neg "a --n 3" --n 2', ImageRequest(prompt="fox", negative="a --n 3", count=2)),
        ("fox --private --fresh", ImageRequest(prompt="fox", private=True, fresh=True)),
        ("fox —private", ImageRequest(prompt="fox", private=True)),
        ("one\ntwo --n 2\nthree", ImageRequest(prompt="one\ntwo\nthree", count=2)),
        # no options at all
        ("a fox -- in snow", ImageRequest(prompt="a fox -- in snow")),
        ("猫——优雅的猫", ImageRequest(prompt="猫——优雅的猫")),
        ("a garden —private and quiet", ImageRequest(prompt="a garden —private and quiet")),
        ("well—known", ImageRequest(prompt="well—known")),
        ("he left —running fast", ImageRequest(prompt="he left —running fast")),
        ("rock-n-roll", ImageRequest(prompt="rock-n-roll")),
        ("<b>*bold*</b> & _more_", ImageRequest(prompt="<b>*bold*</b> & _more_")),
    ],
)
def test_readings(text: str, expected: ImageRequest) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "key", "fields"),
    [
        ("fox --ar 0:0", "option.ar", {"value": "0:0"}),
        ("fox --ar 9:1", "option.ar", {"value": "9:1"}),
        ("fox --ar big", "option.ar", {"value": "big"}),
        ("fox --ar 999999999:1", "option.ar", {}),
        ("fox --n 99", "option.n", {"value": "99", "most": 4}),
        ("fox --n 0", "option.n", {}),
        ("fox --n two", "option.n", {"value": "two"}),
        ("fox --seed -1", "option.seed", {"value": "-1"}),
        (f"fox --seed {MOST_SEED + 1}", "option.seed", {}),
        ("fox --size 8k", "option.size", {"value": "8k"}),
        ("fox --ar", "option.missing", {"option": "--ar", "example": "--ar 16:9"}),
        ("fox --n --ar 1:1", "option.missing", {"option": "--n"}),
        ('fox --neg ""', "option.missing", {"option": "--neg"}),
        ("fox --neg " + "x" * 2001, "option.neg", {"length": 2001}),
        ("fox --n 2 --n 3", "option.twice", {"option": "--n"}),
        ("fox --syle ink", "option.unknown", {"option": "--syle", "hint": "--style"}),
        ("fox ——styel ink", "option.unknown", {"option": "--styel", "hint": "--style"}),
        ("fox --hello", "option.unknown", {"option": "--hello"}),
        ("fox --" + "x" * 500, "option.unknown", {}),
    ],
)
def test_what_cannot_be_read_is_named(text: str, key: str, fields: dict[str, str | int]) -> None:
    rejection = rejected(text)
    assert isinstance(rejection, BadOption)
    assert rejection.key == key
    assert fields.items() <= rejection.fields.items()


def test_names_are_checked_where_they_are_known() -> None:
    names = Names(styles={"ink", "水墨"}, models={"banana"}, providers=set())
    assert read("fox --style 水墨 --model Banana", names) == ImageRequest(prompt="fox", style="水墨", model="banana")
    assert rejected("fox --style inc", names).fields == {"value": "inc", "hint": "ink"}
    assert rejected("fox --model bananas", names).fields["hint"] == "banana"
    assert rejected("fox --provider fal", names).key == "option.provider_off"


def test_a_prompt_is_never_cut() -> None:
    longest = "画" * MOST_CHARACTERS
    assert read(longest + " --n 2").prompt == longest
    rejection = rejected(longest + "x")
    assert isinstance(rejection, BadPrompt)
    assert rejection.fields == {"length": MOST_CHARACTERS + 1, "most": MOST_CHARACTERS}


@pytest.mark.parametrize("text", ["", "   \n", "\x00", "\u200b\u200d\ufeff", "--n 2", "\u202e"])
def test_an_empty_prompt_is_refused(text: str) -> None:
    assert rejected(text).key == "prompt.empty"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b", "ab"),
        ("\u202eevil\u202c", "evil"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("مرحبا بالعالم", "مرحبا بالعالم"),
        ("می‌خواهم", "می‌خواهم"),
        ("👩‍👩‍👧‍👦 at the beach 🏴‍☠️", "👩‍👩‍👧‍👦 at the beach 🏴‍☠️"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("tab\there", "tab\there"),
    ],
)
def test_only_what_nobody_can_see_is_removed(text: str, kept: str) -> None:
    assert read(text).prompt == kept


def test_every_option_that_takes_a_value_has_an_example_that_is_read() -> None:
    assert set(EXAMPLES) == set(OPTIONS) - FLAGS
    for example in EXAMPLES.values():
        assert read(f"fox {example}").prompt == "fox"


plain = st.text(
    alphabet=st.characters(exclude_categories=["C", "Z"], exclude_characters="-–—―⸺－﹣﹘‐‑‒−ー─"), min_size=1
)
words = st.lists(plain, min_size=1, max_size=5).map(" ".join)
requests = st.builds(
    ImageRequest,
    prompt=words,
    aspect=st.sampled_from([None, "1:1", "16:9", "21:9", "1:8"]),
    size=st.sampled_from([None, *SIZES]),
    count=st.integers(1, 4),
    seed=st.none() | st.integers(0, MOST_SEED),
    negative=st.none() | words.filter(lambda text: not set(text) & set("\"“”„＂「」『』'‘’＇")),
    style=st.none() | st.sampled_from(["ink", "oil-paint", "水墨", "pop art"]),
    model=st.none() | st.sampled_from(["banana", "vendor/model-1.5:free"]),
    private=st.booleans(),
    fresh=st.booleans(),
)


@given(requests)
def test_what_is_rendered_is_read_back(request: ImageRequest) -> None:
    assume(unicodedata.is_normalized("NFC", request.prompt))
    assert read(render(request)) == request


@given(requests)
def test_full_width_is_the_same_as_ascii(request: ImageRequest) -> None:
    request = replace(request, negative=None)  # words stay as they were typed
    options = render(request)[len(request.prompt) :]
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" and char != '"' else char for char in options)
    assert read(request.prompt + wide.replace("－－", "——")) == read(request.prompt + wide) == request
