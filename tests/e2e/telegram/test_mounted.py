"""Our bot inside a host's own: the examples as they are, against the emulated server."""

from __future__ import annotations

import asyncio
import runpy
from pathlib import Path

import pytest

from tests.e2e.telegram.core import painted
from tests.emulators.telegram import BotApi, Phone, Town

_EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize("example", ["aiogram_host.py", "ptb_host.py"])
async def test_a_host_answers_its_own_and_we_the_rest(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with BotApi(Town()) as api:
        monkeypatch.setenv("TOKEN", api.town.token)
        monkeypatch.setenv("API_URL", api.url)
        monkeypatch.setenv("BANANABOT_DATA", str(tmp_path))
        monkeypatch.setenv("BANANABOT_PACKS", "20:50")
        monkeypatch.chdir(tmp_path)
        ann = Phone(api.town)
        running = asyncio.create_task(runpy.run_path(str(_EXAMPLES / example))["main"]())
        try:
            ann.say("/hello")
            await ann.until(lambda seen: seen and seen[-1].text == "Hello from the host.", 30)
            ann.send_album([painted(1).data, painted(2).data], "a red fox like these")
            [_, picture] = await ann.until(lambda seen: len(seen) == 2 and seen[1].picture, 30)
            ann.press(picture.id, "Original")
            await ann.until(lambda seen: any(s.file for s in seen), 30)
            theirs = ann.press(picture.id, "", data="host:1")
            ann.say("/hello")
            await ann.until(lambda seen: sum(s.text == "Hello from the host." for s in seen) == 2, 30)
            assert api.town.queries[theirs] is None
            found = await ann.answered(ann.ask_inline("red fox"), 30)
            assert [result["type"] for result in found["results"]] == ["article", "photo"]
            ann.say("/buy 20")
            seen = await ann.until(lambda seen: seen[-1].invoice, 30)
            host = ann.checkout(seen[-1].id, invoice_payload="the host's own goods")
            ann.pay(seen[-1].id)
            await ann.until(lambda seen: "you now have 20" in seen[-1].text, 30)
            assert api.town.checkouts[host] is None  # the host's to answer
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
