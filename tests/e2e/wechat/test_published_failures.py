"""How other open bots fail on official accounts, as published, shown not to happen here.

An image is never delivered in passive mode · a second request never reaches the core while one runs · whoever got no text is
stuck with a placeholder until a restart · words that were ready at once come seconds later, behind a placeholder and only when
asked for · where pictures are pushed, no message reaches the core at all.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.wechat.town import ANN, Builder


@pytest.mark.parametrize("kind", ["service", "subscription"])
@pytest.mark.parametrize("seconds", [0.02, 0.4, 1.0])
async def test_every_picture_is_delivered_however_long_it_takes(town: Builder, kind: str, seconds: float) -> None:
    t = await town(kind, draw_seconds=seconds)
    await t.phone.write(ANN, "draw a cat")
    await t.core.settled()
    if t.core.jobs[1001].ending == "waiting":
        await t.phone.write(ANN, "取图 1001")
        await t.core.settled()
    pictures = [seen for seen in t.phone.screen(ANN) if seen.kind in {"image", "news"}]
    assert len(pictures) == 1
    assert not any(seen.how == "notice" for seen in t.phone.screen(ANN))


@pytest.mark.parametrize("kind", ["service", "subscription"])
async def test_a_second_request_while_one_runs_reaches_the_core(town: Builder, kind: str) -> None:
    t = await town(kind, draw_seconds=0.3, expected=60)
    await t.phone.write(ANN, "draw a cat")
    await t.phone.write(ANN, "draw a dog")
    await t.core.settled()
    assert [one.text for one in t.core.incoming] == ["draw a cat", "draw a dog"]
    for job in (1001, 1002):
        await t.phone.write(ANN, f"取图 {job}")
        await t.core.settled()
    shown = "\n".join(seen.link for seen in t.phone.screen(ANN) if seen.kind == "news")
    images = [seen for seen in t.phone.screen(ANN) if seen.kind == "image"]
    assert len(images) >= 2 if kind == "service" else ("10011" in shown and "10021" in shown)


@pytest.mark.parametrize("kind", ["service", "subscription"])
async def test_nobody_is_ever_stuck(town: Builder, kind: str) -> None:
    """After a picture, after a failed one and while one is drawn: each later message has its own answer at once."""
    t = await town(kind, draw_seconds=0.2, expected=60)
    t.api.faults["/cgi-bin/media/upload"] = ["hang up"]
    for wish in ("draw a cat", "draw a dog"):
        await t.phone.write(ANN, wish)
        for word in ("/help", "/quota", "/status"):
            begun = asyncio.get_running_loop().time()
            await t.phone.write(ANN, word)
            assert f"answer to {word}" in t.phone.screen(ANN)[-1].text
            assert asyncio.get_running_loop().time() - begun < 0.25
        await t.core.settled()


@pytest.mark.parametrize("kind", ["service", "subscription"])
async def test_quick_words_are_answered_quickly_and_without_a_placeholder(town: Builder, kind: str) -> None:
    t = await town(kind)
    begun = asyncio.get_running_loop().time()
    await t.phone.write(ANN, "/help")
    assert asyncio.get_running_loop().time() - begun < 0.25
    assert [seen.text for seen in t.phone.screen(ANN)] == ["answer to /help"]


async def test_every_message_reaches_the_core_where_pictures_are_pushed(town: Builder) -> None:
    """Three wishes of one person: their words, should they be pushed first, leave room for the pictures in any order."""
    t = await town(draw_seconds=0.01)
    await asyncio.gather(*(t.phone.write(f"o{who}", f"wish {n}") for who in range(5) for n in range(3)))
    await t.core.settled()
    assert len(t.core.incoming) == 15
    assert {done.ending for done in t.core.jobs.values()} == {"delivered"}
    assert sum(seen.kind == "image" for who in range(5) for seen in t.phone.screen(f"o{who}")) == 15
