"""One person in Telegram and in WeChat, on one service: one quota, one history, whichever of the two they open."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from adapters.clock import SystemClock
from adapters.queue.claims import Rhythm
from adapters.web.links import Links
from adapters.wiring.guests import Guests
from adapters.wiring.house import open_house
from bot.resilience import Target
from bot.texts import Texts
from tests.e2e.flow.stage import png, settings
from tests.e2e.wechat.town import ANN, Builder, Town
from tests.emulators.telegram import BotApi, Phone
from tests.fakes.provider import FakeProvider

SECRET = b"a secret of the tests, long enough"


@dataclass
class Both:
    """The same Ann with two apps."""

    telegram: Phone
    wechat: Town

    async def in_telegram(self, words: str) -> str:
        """What she is told there."""
        seen = len(self.telegram.answers)
        self.telegram.say(words)
        await self.telegram.until(lambda screen: sum(not one.ours for one in screen) > seen, 20)
        return self.telegram.answers[-1].text

    async def in_wechat(self, words: str) -> str:
        await self.wechat.phone.write(ANN, words)
        return self.wechat.phone.screen(ANN)[-1].text

    def pictures(self) -> tuple[int, int]:
        here = sum(bool(one.picture) for one in self.telegram.screen)
        return here, sum(seen.kind == "image" for seen in self.wechat.phone.screen(ANN))


@asynccontextmanager
async def both(town: Builder, folder: Path, quota: str) -> AsyncGenerator[Both]:
    wechat = await town("service", words=partial(Texts.load().say, "zh"), listening=False, cut_off=2.0)
    async with BotApi() as api:
        access = {"telegram_token": api.town.token, "telegram_api_url": api.url, "telegram_library": "ptb"}
        found, clock = settings(folder, language="zh", quota_person=quota, **access), SystemClock()
        provider = FakeProvider(clock, develop=png)
        async with open_house(
            found,
            [wechat.account],
            secret=SECRET,
            clock=clock,
            painters=lambda _settings, _clock: [Target(id="fake/here/key1", provider=provider)],
            rhythm=Rhythm(lease=30, beat=0.05, drain=5),
            guests=Guests(found, secret=SECRET, clock=clock, links=Links(SECRET, clock)),
        ) as house:
            assert len(house.platforms) == 2
            listening = [asyncio.create_task(house.listen(platform)) for platform in house.platforms]
            await asyncio.sleep(0)
            yield Both(Phone(api.town), wechat)
            for task in listening:
                task.cancel()
            await asyncio.gather(*listening, return_exceptions=True)
            await house.conversation.close()


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.02)


async def test_one_person_one_quota_one_history(town: Builder, tmp_path: Path) -> None:
    async with both(town, tmp_path, "4/day") as ann:
        await ann.in_wechat("雪地里的红狐狸")
        ann.telegram.say("a cat in the rain")
        await eventually(lambda: ann.pictures() == (1, 1))
        assert "3 / 4" in await ann.in_wechat("额度")
        code = re.search(r"[A-Z0-9]{8}", await ann.in_telegram("/link"))
        assert code is not None
        await ann.in_wechat(f"绑定 {code[0]}")
        assert "2 / 4" in await ann.in_wechat("额度")
        assert "2 / 4" in await ann.in_telegram("/quota")
        for history in (await ann.in_wechat("历史"), await ann.in_telegram("/history")):
            assert "雪地里的红狐狸" in history
            assert "a cat in the rain" in history
        numbers = {int(line.split(" · ")[0]) for line in history.splitlines() if line[:1].isdigit()}
        assert numbers == {1, 2}
        ann.telegram.say("/get 1")
        await ann.in_wechat("取图 2")
        await eventually(lambda: ann.pictures() == (2, 2))
        await ann.in_wechat("一只狗")
        await ann.in_wechat("一只鸟")
        await eventually(lambda: ann.pictures() == (2, 4))
        for refused in (await ann.in_wechat("再一只猫"), await ann.in_telegram("one more cat")):
            assert "4 张" in refused
        assert ann.pictures() == (2, 4)
