"""The word lists: what they find through disguises, and what they leave alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.moderation.folding import folded
from adapters.moderation.wordlist import WordList, packaged

LISTS = packaged()


@pytest.mark.parametrize(
    "prompt",
    [
        "a nude child",
        "A NUDE, no wait: Nude Child",
        "ｎｕｄｅ ｃｈｉｌｄ",
        "nu\u200bde chi\u00adld",
        "nüdé child",
        "nudе сhild",
        "𝓷𝓾𝓭𝓮 child",
        "nude-child",
        "nude_child, watercolour",
        "n.u.d.e child",
        "n u d e child",
        "nud3 ch1ld",
        "l0li p0rn",
        "a picture of naked\n\nchildren",
        "画一张儿童色情图",
        "儿 童 色 情",
        "儿童 色情",
        "儿.童-色*情",
        "儿\u200b童色情",
        "裸體兒童",
    ],
)
def test_what_is_for_nobody_is_found_through_its_disguise(prompt: str) -> None:
    verdict = LISTS.verdict(prompt, strict=False)
    assert (verdict.allowed, verdict.reason, verdict.strike) == (False, "moderation.word", True)


@pytest.mark.parametrize(
    "prompt",
    ["a nude", "🇸🇪🇽 scene", "s e x", "p0rn", "егоtiс dance", "裸体", "裸 体", "色情海报", "血-腥"],
)
def test_strict_groups_refuse_more_and_nobody_is_punished_for_it(prompt: str) -> None:
    assert LISTS.verdict(prompt, strict=False).allowed
    verdict = LISTS.verdict(prompt, strict=True)
    assert (verdict.allowed, verdict.strike) == (False, False)


@pytest.mark.parametrize(
    "prompt",
    [
        "the town of Scunthorpe in Sussex, Essex and Middlesex",
        "a unisex sweater",
        "sextant and sexagenarian sailors",
        "denuded hills, nudibranch on a reef",
        "nude lipstick and nude heels on a marble table",
        "stars visible to the naked eye",
        "a same-sex couple at their wedding",
        "portrait of Al Gore",
        "Gore-Tex jacket, Gregory, category",
        "a child plays beside a half-naked tree",
        "4k, 8k, f/1.4, 35mm, #1, 50%",
        "class photo of a kindergarten",
        "a b c d alphabet blocks",
        "角色情感丰富的海报",
        "秋天的景色情绪",
        "爱情色彩浓厚的电影海报",
        "橙黄图案的毯子",
        "照片偏黄，图案清晰",
        "儿童。色彩鲜艳，情绪欢快",
        "配色黄 图案花",
        "рисунок кота в лесу",
        "κείμενο στα ελληνικά",
        "",
    ],
)
def test_innocent_words_are_left_alone_even_in_strict_groups(prompt: str) -> None:
    assert LISTS.verdict(prompt, strict=True).allowed


def test_an_operators_own_words_come_on_top() -> None:
    own = packaged("# ours\nforbidden fruit\n!fig leaf\n~forbidden fruit salad\n")
    assert not own.verdict("Forbidden-Fruit", strict=False).allowed
    assert own.verdict("forbidden fruit salad", strict=True).allowed
    assert not own.verdict("forbidden fruit salad with forbidden fruit", strict=False).allowed
    assert own.verdict("fig leaf", strict=False).allowed
    assert not own.verdict("fig leaf", strict=True).allowed
    assert not own.verdict("nude child", strict=False).allowed


def test_without_words_everything_passes() -> None:
    assert WordList([]).verdict("nude child", strict=True).allowed


@pytest.mark.parametrize(
    "prompt",
    ["x" * 12_000, "x" * 11_999 + "7", "7" * 12_000, "a " * 6_000 + "ab", "a." * 6_000, "色 " * 6_000, "p0" * 6_000],
    ids=["one letter", "and a digit", "one digit", "spelled", "dotted", "Chinese spelled", "digits for letters"],
)
def test_a_prompt_that_is_one_long_word_is_judged_at_once(prompt: str) -> None:
    """It is judged on the loop that everybody's messages wait for; a pattern with two ends took minutes over it."""
    before = time.process_time()
    LISTS.verdict(prompt, strict=True)
    assert time.process_time() - before < 2


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text: str) -> None:
    LISTS.verdict(text, strict=True)
    assert folded(folded(text)) == folded(text)


def test_the_size_of_the_lists_does_not_cost() -> None:
    """One automaton: ten thousand words more make no prompt slower in earnest."""
    prompt = "a red fox in the snow, " * 500
    many = WordList(f"word{i} phrase{i}" for i in range(10_000))
    few = WordList(["word1 phrase1"])

    def cost(words: WordList) -> float:
        took: list[float] = []
        for _ in range(5):
            before = time.process_time()
            words.verdict(prompt, strict=True)
            took.append(time.process_time() - before)
        return min(took)

    assert cost(many) < 5 * cost(few) + 0.05
