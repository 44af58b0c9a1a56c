"""The real core, store and painter behind an official account: the sentences a follower reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from adapters.queue.claims import Rhythm
from adapters.wiring.house import open_house
from bot.resilience import Target
from bot.texts import Texts
from tests.e2e.flow.stage import png, settings
from tests.e2e.wechat.serving import Background
from tests.e2e.wechat.town import ANN, Builder, Town, shown
from tests.fakes.provider import Act, FakeProvider

WORDS = partial(Texts.load().say, "zh")


@asynccontextmanager
async def open_town(
    town: Builder, background: Background, folder: Path, kind: str, *, seconds: float = 0.0, cut_off: float = 1.0
) -> AsyncGenerator[Town]:
    t = await town(kind, words=WORDS, listening=False, cut_off=cut_off)
    provider = t.provider = FakeProvider(t.hours, script=[Act(seconds)], develop=png)
    async with open_house(
        settings(folder, language="zh", quota_person="5/day"),
        [t.account],
        secret=b"a secret of the tests, long enough",
        clock=t.hours,
        painters=lambda _settings, _clock: [Target(id="fake/here/key1", provider=provider)],
        rhythm=Rhythm(lease=30, beat=0.05, drain=5),
    ) as house:
        background(house.listen(t.account))
        await asyncio.sleep(0)
        yield t


def images(t: Town) -> int:
    return sum(seen.kind == "image" for seen in t.phone.screen(ANN))


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.02)


async def test_a_verified_account(town: Builder, background: Background, tmp_path: Path) -> None:
    async with open_town(town, background, tmp_path, "service") as t:
        await t.phone.write(ANN, "雪地里的红狐狸")
        await eventually(lambda: images(t) == 1 and t.phone.screen(ANN)[-1].text.startswith("雪地里"))
        caption = t.phone.screen(ANN)[-1].text
        assert "1 " in caption
        await t.phone.write(ANN, "额度")
        assert "5" in t.phone.screen(ANN)[-1].text
        await t.phone.write(ANN, "1")
        await eventually(lambda: images(t) == 2)
        await t.phone.write(ANN, "取图 1")
        await eventually(lambda: images(t) == 3)
        assert not any(how == "notice" for how, _ in shown(t))


async def test_an_unverified_account(town: Builder, background: Background, tmp_path: Path) -> None:
    async with open_town(town, background, tmp_path, "subscription") as t:
        await t.phone.write(ANN, "雪地里的红狐狸")
        (card,) = t.phone.screen(ANN)
        assert (card.how, card.kind) == ("reply", "news")
        await t.phone.write(ANN, "/nosuch")
        await t.phone.write(ANN, "帮助")
        assert [kind for _, kind in shown(t)] == ["news", "text", "text"]


@pytest.mark.parametrize("kind", ["service", "subscription"])
async def test_a_photo_then_words(town: Builder, background: Background, tmp_path: Path, kind: str) -> None:
    """Nobody is told to reply to a picture, which cannot be done here, and a question in between takes nothing away."""
    async with open_town(town, background, tmp_path, kind) as t:
        await t.phone.write(ANN, "改图")
        await t.phone.photograph(ANN, png("photo").data, t.home)
        await t.phone.photograph(ANN, png("another").data, t.home)
        await t.phone.write(ANN, "额度")
        assert not any("回复" in seen.text for seen in t.phone.screen(ANN))
        await t.phone.write(ANN, "改成晚上")
        await eventually(lambda: any(how_kind[1] in {"image", "news"} for how_kind in shown(t)))
        assert t.provider is not None
        (asked,) = t.provider.requests
        assert len(asked.references) == 2


async def test_a_queued_picture_is_announced_with_the_code_that_fetches_it(
    town: Builder, background: Background, tmp_path: Path
) -> None:
    async with open_town(town, background, tmp_path, "subscription", seconds=6.0, cut_off=1.5) as t:
        await t.phone.write(ANN, "雪地里的红狐狸")
        assert "取图 1" in t.phone.screen(ANN)[-1].text
        await eventually(lambda: any("/mailbox" in key for key in t.memory.notes))
        await t.phone.write(ANN, "额度")
        assert t.phone.screen(ANN)[-1].kind in {"news", "text"}
        await t.phone.write(ANN, "取图 1")
        assert t.phone.screen(ANN)[-1].kind == "news"
