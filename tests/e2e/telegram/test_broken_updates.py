"""Updates that no server should send: the service takes them all, crashes at none, and goes on answering."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, cast

import aiohttp
import orjson
import pytest

from adapters.chat.telegram.buttons import Buttons
from adapters.chat.telegram.seal import Seal
from adapters.chat.telegram.settings import Library
from bot.model import Action
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.process import HEADERS, service
from tests.e2e.telegram.schema import update
from tests.e2e.telegram.service import SECRET, serving
from tests.emulators.telegram import Phone

NAMED: dict[str, tuple[Any, ...]] = {
    "type": ("private", "private", "supergroup", "group", "channel", "mention", "bot_command", "text_mention", 7),
    "text": (
        "/imagine a fox",
        "/quota",
        "a red fox",
        "/start w0",
        "/limit 5/day",
        "/grant @a 5",
        "\x00",
        "😀" * 5000,
        "",
    ),
    "caption": ("make it night", "/edit night", "", "/batch"),
    "data": (Buttons(SECRET).data(Action.AGAIN, 3), Buttons(SECRET).data(Action.BUY, 20), "x", "a1.", ""),
    "invoice_payload": (Seal(SECRET, "telegram invoices").shut("pack:20:50"), "pack:20:50", ""),
    "currency": ("XTR", "XTR", "USD"),
    "is_bot": (False, False, False, True),
    "date": (1_780_000_000, 0, -1, 1 << 62),
    "edit_date": (1_780_000_003, 0, 1 << 62),
}
AWRY = ("unexpected", "update given up", "update not stored")
FEW, MANY = 150, 10_000


async def fed(stage: Stage, folder: Path, caplog: pytest.LogCaptureFixture, *, seed: int, count: int) -> None:
    """Poll so many broken updates; then somebody asks and is answered, and nothing waits at the server any more."""
    ann, chance = stage.phone(), Random(seed)
    town = stage.town
    with caplog.at_level(logging.INFO):
        async with serving(stage, folder, packs="20:50", work=False):
            for start in range(0, count, 500):
                for _ in range(min(500, count - start)):
                    town.updates.append(orjson.loads(orjson.dumps(clean(update(next(town.update_ids), chance, NAMED)))))
                town.news.set()
                async with asyncio.timeout(120):
                    while town.updates:
                        await asyncio.sleep(0.01)
            ann.say("/quota")
            await ann.until(lambda seen: any("What you have left" in one.text for one in seen), 120)
    assert [record.getMessage() for record in caplog.records if record.getMessage().startswith(AWRY)] == []


def clean(value: Any) -> Any:
    """JSON has no lone surrogates and no endless numbers; what a server can send stays."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case int() if abs(value) >= 1 << 63 and not isinstance(value, bool):
            return value % (1 << 62)
        case dict():
            return {name: clean(part) for name, part in cast("dict[str, Any]", value).items()}
        case list():
            return [clean(part) for part in cast("Sequence[Any]", value)]
        case _:
            return value


async def test_some_broken_updates_do_no_harm(stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    await fed(stage, tmp_path, caplog, seed=3, count=FEW)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
async def test_ten_thousand_broken_updates_do_no_harm(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    await fed(stage, tmp_path, caplog, seed=seed, count=MANY // 10)


# ── a process of its own behind its webhook ──────────────────────────────────────────────────────────────────────────

ODD_BODIES = (b"null", b"[]", b'"x"', b"7", b"{}", b'{"update_id": {}}', b'{"update_id": "1", "message": []}')
UNREADABLE = (b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"update_id": 1, "message": "\\ud800"}')


async def posted(folder: Path, library: Library, *, seed: int, count: int) -> None:
    """Every update is taken (an answer of 4xx or 5xx would come again, and hold up its chat, for a day); then somebody asks."""
    chance, numbers = Random(seed), iter(range(1, 1 << 40))
    async with (
        service(folder, TELEGRAM_LIBRARY=library, SECRET=SECRET.decode(), PACKS="20:50") as (api, webhook),
        aiohttp.ClientSession(headers=HEADERS, connector=aiohttp.TCPConnector(limit=20)) as session,
    ):

        async def post(body: bytes) -> int:
            async with session.post(webhook, data=body) as answer:
                return answer.status

        for start in range(0, count, 100):
            broken = [orjson.dumps(clean(update(next(numbers), chance, NAMED))) for _ in range(min(100, count - start))]
            assert set(await asyncio.gather(*map(post, broken))) == {200}
        assert {await post(body) for body in ODD_BODIES} == {200}
        assert {await post(body) for body in UNREADABLE} == {400}
        ann = Phone(api.town)
        ann.say("/quota")
        assert await post(orjson.dumps(api.town.updates.pop())) == 200
        await ann.until(lambda seen: any("What you have left" in one.text for one in seen), 120)


async def test_a_process_takes_broken_updates_through_its_webhook(tmp_path: Path) -> None:
    await posted(tmp_path, Library.PTB, seed=5, count=FEW)


@pytest.mark.slow
@pytest.mark.parametrize("library", list(Library))
async def test_a_process_takes_ten_thousand_broken_updates_through_its_webhook(
    tmp_path: Path, library: Library
) -> None:
    await posted(tmp_path, library, seed=200, count=MANY)
