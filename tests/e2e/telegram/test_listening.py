from __future__ import annotations

import asyncio
import itertools
import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.chat.telegram.connect import open_api
from adapters.chat.telegram.menu import listings
from adapters.chat.telegram.settings import Library, Mode, TelegramSettings
from adapters.chat.telegram.webhook import SECRET_HEADER
from adapters.cli import outlooks
from adapters.cli.telegram_hook import TelegramHook
from bot.errors import ConfigurationError
from bot.texts import Texts
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.core import painted
from tests.e2e.telegram.service import configured, serving
from tests.emulators.telegram import BotApi, Town
from tests.emulators.telegram.faults import Lost
from tests.emulators.telegram.refusal import Refusal


async def until(stage: Stage, delivered: int) -> None:
    """Until so many updates are confirmed."""
    async with asyncio.timeout(60):
        while len(stage.town.delivered) < delivered or stage.town.updates:
            await asyncio.sleep(0.01)


async def test_an_update_is_confirmed_only_after_it_is_stored(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening() as core:
        core.gate.clear()
        ann.say("a fox")
        async with asyncio.timeout(60):
            while len(stage.api.made("getUpdates")) < 3:
                await asyncio.sleep(0.01)
        assert stage.town.updates
        core.gate.set()
        await until(stage, 1)


async def test_what_a_killed_process_had_not_stored_comes_again(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening() as core:
        core.gate.clear()
        for number in range(5):
            ann.say(f"fox {number}")
        async with asyncio.timeout(60):
            while len(stage.api.made("getUpdates")) < 3:
                await asyncio.sleep(0.01)
    assert core.incoming == []
    async with stage.listening() as core:
        await core.until_heard(5)
        await until(stage, 5)
    assert [incoming.text for incoming in core.incoming] == [f"fox {number}" for number in range(5)]


async def test_what_cannot_be_stored_now_is_taken_again(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening() as core:
        core.failures = [RuntimeError("the disk is full")]
        ann.say("a fox")
        await core.until_heard(1)
        await until(stage, 1)
    assert len(core.incoming) == 1


async def test_a_chat_waits_for_itself_alone(stage: Stage) -> None:
    ann, ben = stage.phone(), stage.phone("Ben")
    held = asyncio.Event()
    async with stage.listening() as core:
        core.gates["first"] = held
        ann.say("first")
        ann.say("second")
        ben.say("other")
        await core.until_heard(1)
        assert [incoming.text for incoming in core.incoming] == ["other"]
        held.set()
        await core.until_heard(3)
        assert [incoming.text for incoming in core.incoming] == ["other", "first", "second"]


async def test_somebody_else_polls_with_our_token(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    ann = stage.phone()
    conflict = Refusal(409, "Conflict: terminated by other getUpdates request")
    stage.api.faults.plan("getUpdates", conflict)
    with caplog.at_level(logging.WARNING):
        async with stage.listening() as core:
            ann.say("a fox")
            await core.until_heard(1)
    lines = [record.message for record in caplog.records if "same token" in record.message]
    assert len(lines) == 1
    assert len(stage.api.made("getUpdates")) <= 6


async def test_a_connection_that_breaks_is_made_again(stage: Stage) -> None:
    ann = stage.phone()
    stage.api.faults.plan("getUpdates", Lost.BEFORE)
    async with stage.listening() as core:
        ann.say("a fox")
        await core.until_heard(1)


async def test_a_token_that_nobody_knows_is_one_line(stage: Stage) -> None:
    async with stage.platform(token="43:WRONG") as platform:
        with pytest.raises(ConfigurationError, match="BANANABOT_TELEGRAM_TOKEN"):
            await platform.run(lambda _: asyncio.sleep(0))


async def test_polling_takes_a_webhook_away_and_keeps_what_waits(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening(mode=Mode.WEBHOOK) as core:
        await core.until_heard(0)
        async with asyncio.timeout(60):
            while not stage.api.postman.url:
                await asyncio.sleep(0.01)
    ann.say("a fox")
    async with stage.listening() as core:
        await core.until_heard(1)


async def test_a_stranger_at_the_webhook_is_turned_away(stage: Stage) -> None:
    async with stage.door() as door, stage.platform(mode=Mode.WEBHOOK, public_url=door.url) as platform:
        door.platform = platform
        async with aiohttp.ClientSession() as session:
            url = f"{door.url}/telegram/webhook"
            for headers in ({}, {SECRET_HEADER: "guess"}):
                async with session.post(url, json={"update_id": 1}, headers=headers) as response:
                    assert response.status == 401
            ours = {SECRET_HEADER: stage.settings.webhook_secret}
            for body, status in ((b"{", 400), (BytesIO(b"x" * (2 << 20)), 413), (b"{}", 503)):
                async with session.post(url, data=body, headers=ours) as response:
                    assert response.status == status


async def test_a_webhook_says_ok_only_after_storing(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening(mode=Mode.WEBHOOK) as core:
        core.failures = [RuntimeError("no"), RuntimeError("no")]
        ann.say("a fox")
        await core.until_heard(1)
        await until(stage, 1)
        assert stage.api.postman.answers == [500, 500, 200]


async def test_the_same_update_a_hundred_times_is_one_message(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening(mode=Mode.WEBHOOK) as core:
        ann.say("a fox")
        await core.until_heard(1)
        await until(stage, 1)
        headers = {SECRET_HEADER: stage.settings.webhook_secret}

        async with aiohttp.ClientSession(headers=headers) as session:
            posts = [session.post(stage.api.postman.url, json=stage.town.delivered[0]) for _ in range(100)]
            answers = [response.status for response in await asyncio.gather(*posts)]
        assert answers == [200] * 100
        assert len(core.incoming) == 1


async def test_a_poll_that_never_comes_back_is_given_up(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    ann = stage.phone()
    stage.api.line.deaf = True
    async with stage.listening(poll_seconds=1, poll_grace=0) as core:
        async with asyncio.timeout(60):
            while not any("does not answer" in record.message for record in caplog.records):
                await asyncio.sleep(0.01)
        stage.api.line.deaf = False
        ann.say("a fox")
        await core.until_heard(1)


def test_a_silent_poll_is_given_up_within_ninety_seconds() -> None:
    said = TelegramSettings(token="", secret=b"s")
    assert said.poll_seconds + said.poll_grace < 90


async def test_another_bots_token_begins_at_its_own_beginning(stage: Stage, tmp_path: Path) -> None:
    """The same data, another bot whose updates have lower numbers, some of them the same."""
    ann = stage.phone()
    async with serving(stage, tmp_path, work=False):
        for _ in range(3):
            ann.say("/quota")
        await ann.until(lambda seen: len(seen) == 3)
    async with BotApi(Town("77:OTHER-TOKEN", "other_test_bot")) as api:
        api.town.update_ids = itertools.count(next(stage.town.update_ids) - 5)
        other = Stage(api, replace(stage.settings, token=api.town.token, api_url=api.url))
        ben = other.phone("Ben")
        async with serving(other, tmp_path, work=False):
            for _ in range(3):
                ben.say("/quota")
            await ben.until(lambda seen: len(seen) == 3)


async def test_numbers_that_jump_back_after_a_quiet_week_are_new_updates(stage: Stage) -> None:
    """Telegram then begins anew, anywhere: below what was confirmed last, and with a number that was there before."""
    ann = stage.phone()
    async with stage.listening(poll_seconds=1) as core:
        for life, first in enumerate((100, 99), 1):
            stage.town.update_ids = itertools.count(first)
            ann.say("a fox")
            ann.say("a wolf")
            await core.until_heard(2 * life)
            await until(stage, 2 * life)
            async with asyncio.timeout(30):
                while stage.api.made("getUpdates")[-1].get("offset"):
                    await stage.town.change.wait()
            stage.api.line.hang_up()  # what comes now waits until it is asked for


@pytest.mark.parametrize(("library", "package"), [(Library.AIOGRAM, "aiohttp-socks"), (Library.PTB, "socksio")])
def test_a_socks_proxy_without_its_package_is_one_line(
    library: Library, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [])  # whatever is installed here
    monkeypatch.setattr(sys, "path_importer_cache", {})
    said = TelegramSettings(token="", secret=b"s", library=library, proxy="socks5://localhost:1")
    with pytest.raises(ConfigurationError, match="BANANABOT_TELEGRAM_PROXY") as raised:
        open_api(said)
    assert f"pip install {package};" in str(raised.value)


@asynccontextmanager
async def forwarding() -> AsyncGenerator[tuple[str, list[str]]]:
    """An HTTP proxy: its address, and the paths that it was asked for."""
    seen = list[str]()

    async def forward(request: web.Request) -> web.Response:
        seen.append(request.path)
        kept = {"Content-Type": request.headers.get("Content-Type", "")}
        async with (
            aiohttp.ClientSession() as session,
            session.request(request.method, str(request.url), data=await request.read(), headers=kept) as told,
        ):
            return web.Response(body=await told.read(), status=told.status, content_type=told.content_type)

    proxy = web.Application(client_max_size=64 << 20)
    proxy.router.add_route("*", "/{path:.*}", forward)
    async with TestServer(proxy) as server:
        yield str(server.make_url("")).rstrip("/"), seen


async def test_everything_goes_through_the_proxy(stage: Stage) -> None:
    ann = stage.phone()
    async with forwarding() as (proxy, seen), stage.listening(proxy=proxy) as core:
        ann.send_photo(painted(1).data, "make it night")
        [incoming] = await core.until_heard(1)
        assert await core.platform.fetch(incoming.attachments[0], 1 << 20) == painted(1).data
        await ann.until(lambda shown: shown and shown[-1].picture)
    assert any(path.endswith("/getMe") for path in seen)
    assert any(path.startswith("/file/") for path in seen)


async def test_the_operators_looks_go_through_the_proxy_too(stage: Stage, tmp_path: Path) -> None:
    async with forwarding() as (proxy, seen), aiohttp.ClientSession() as session:
        said = configured(stage, tmp_path, telegram_proxy=proxy)
        assert [finding async for finding in outlooks.telegram(said, session)]
        await TelegramHook(said).show()
    assert [path.rpartition("/")[2] for path in seen] == ["getMe", "getWebhookInfo", "getWebhookInfo"]


async def test_commands_are_offered_by_place_and_language(stage: Stage) -> None:
    async with stage.listening(menu=listings(Texts.load(), "en", sells=False)) as core:
        ann = stage.phone()
        async with asyncio.timeout(60):
            while len(stage.town.commands) < 9:
                await asyncio.sleep(0.01)
        ann.say("a fox")
        await core.until_heard(1)
    private = stage.town.commands["all_private_chats", ""]
    assert {"imagine", "quota", "help"} <= {command["command"] for command in private}
    assert "limit" not in {command["command"] for command in private}
    admins = stage.town.commands["all_chat_administrators", "zh"]
    assert "limit" in {command["command"] for command in admins}
    assert all(command["description"] for command in admins)
