"""Sentences, plurals, ordinals, durations, money and times."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadOption, ConfigurationError
from bot.texts import Texts
from bot.texts.catalogue import read_catalogue
from bot.texts.template import read_template

TEXTS = Texts.load()
NOON = datetime(2026, 12, 31, 12, tzinfo=UTC)


def test_what_people_write_is_never_read_as_a_template() -> None:
    nasty = "{code} [[{x}]] {0.__class__} %s <b>&amp; *_`"
    assert TEXTS.say("en", "picture.caption", prompt=nasty, code=7) == f"{nasty}\n#7"


@pytest.mark.parametrize(("wait", "expected"), [("20 s", "Queued 3rd, about 20 s"), ("", "Queued 3rd")])
def test_what_is_not_known_is_left_out(wait: str, expected: str) -> None:
    assert TEXTS.say("en", "progress.queued", place="3rd", wait=wait) == expected


def test_an_optional_part_may_lack_its_field() -> None:
    assert TEXTS.say("zh", "prompt.not_text") == "我读不了这个文件，请发 UTF-8 编码的 .txt 文件。"


def test_a_sentence_without_its_field_is_a_fault() -> None:
    with pytest.raises(KeyError):
        TEXTS.say("en", "delivery.fetch")
    with pytest.raises(KeyError):
        TEXTS.say("en", "no.such_key")


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", 1, "Cancelled 7. 1 unit is back."),
        ("en", 3, "Cancelled 7. 3 units are back."),
        ("zh", 1, "7 已取消，退回 1 张。"),
        ("zh", 3, "7 已取消，退回 3 张。"),
    ],
)
def test_plurals(language: str, count: int, expected: str) -> None:
    assert TEXTS.say(language, "cancel.done", code=7, count=count) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (101, "101st"),
        (111, "111th"),
        (1013, "1013th"),
    ],
)
def test_ordinals(value: int, expected: str) -> None:
    assert TEXTS.ordinal("en", value) == expected
    assert TEXTS.ordinal("zh", value) == f"第{value}"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "1 s", "1 秒"),
        (19.2, "20 s", "20 秒"),
        (90, "90 s", "90 秒"),
        (91, "2 min", "2 分钟"),
        (3600, "1 h", "1 小时"),
        (4750, "1 h 20 min", "1 小时 20 分钟"),
        (86_400, "1 day", "1 天"),
        (200_000, "2 days 7 h", "2 天 7 小时"),
    ],
)
def test_durations(seconds: float, english: str, chinese: str) -> None:
    assert TEXTS.duration("en", seconds) == english
    assert TEXTS.duration("zh", seconds) == chinese


@given(st.floats(0, 10**9))
def test_every_duration_has_words(seconds: float) -> None:
    assert TEXTS.duration("en", seconds)


def test_numbers_and_money() -> None:
    assert TEXTS.number("en", 1_234_567) == "1,234,567"
    assert TEXTS.money("en", 1_500_000) == "$1.50"
    assert TEXTS.money("en", 38_700) == "$0.0387"
    assert TEXTS.money("en", 12_859_884) == "$12.86"
    assert TEXTS.money("en", 999_999) == "$1.00"
    assert TEXTS.money("en", 12) == "$0.000012"
    assert TEXTS.money("zh", 100_000_000) == "$100.00"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-31T15:00", "today 23:00"),
        ("2026-12-31T16:00", "tomorrow 00:00"),
        ("2026-12-30T12:00", "yesterday 20:00"),
        ("2026-12-05T12:00", "5 Dec 20:00"),
        ("2027-01-31T16:00", "1 Feb 2027 00:00"),
    ],
)
def test_times_are_on_the_persons_own_clock(at: str, expected: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert TEXTS.moment("en", moment, "Asia/Shanghai", NOON) == expected


def test_times_without_a_now_are_whole() -> None:
    assert TEXTS.moment("en", NOON, "America/New_York") == "31 Dec 2026 07:00"
    assert TEXTS.moment("zh", NOON, "Asia/Shanghai") == "2026年12月31日 20:00"
    assert TEXTS.moment("zh", NOON, "Asia/Shanghai", NOON) == "今天 20:00"


@pytest.mark.parametrize(
    ("said", "code"),
    [("zh-Hans", "zh"), ("zh_CN", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr", "en"), ("", "en"), (None, "en")],
)
def test_the_nearest_language(said: str | None, code: str) -> None:
    assert TEXTS.nearest(said) == code


@pytest.mark.parametrize(
    ("word", "code"), [("中文", "zh"), ("Chinese", "zh"), ("English", "en"), ("英文", "en"), ("zh-TW", "zh")]
)
def test_languages_by_name(word: str, code: str) -> None:
    assert TEXTS.language(word) == code


def test_an_unknown_language_is_told_what_there_is() -> None:
    with pytest.raises(BadOption) as caught:
        TEXTS.language("klingon")
    assert caught.value.fields == {"value": "klingon", "languages": "en English, zh 简体中文"}


SLAVIC = """
[language]
name = "Русский"
words = ["русский"]
plural = "slavic"
ordinals = { "" = "{n}-й" }
[cancel]
done = "{count} {count:картинка|картинки|картинок}"
"""


def test_a_language_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "ru.toml").write_text(SLAVIC, "utf-8")
    (tmp_path / "presets.toml").write_text("[style]\n", "utf-8")
    texts = Texts.load(tmp_path)
    assert texts.languages == ("en", "ru", "zh")
    said = [texts.say("ru", "cancel.done", count=count) for count in (1, 2, 5, 11, 21, 112)]
    assert said == ["1 картинка", "2 картинки", "5 картинок", "11 картинок", "21 картинка", "112 картинок"]
    assert texts.say("ru", "status.none") == texts.say("en", "status.none")
    assert texts.say("xx", "status.none") == texts.say("en", "status.none")


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        "[cancel]\ndone = 'x'",
        SLAVIC.replace("slavic", "martian"),
        SLAVIC + "\n[other]\nnumber = 3",
        SLAVIC + "\n[other]\nbroken = 'a { b'",
        SLAVIC.replace('{ "" = "{n}-й" }', '"th"'),
    ],
)
def test_a_broken_language_file_is_named(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"texts/ru\.toml"):
        read_catalogue("ru", text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_field_comes_out_as_it_went_in(before: str, field: str) -> None:
    literal = before.replace("{", "{{").replace("}", "}}").replace("[[", "")
    assert read_template(literal + "{x}").fill({"x": field}, lambda _: 0).endswith(field)
