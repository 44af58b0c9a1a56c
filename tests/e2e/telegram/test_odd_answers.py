"""What a server, or something that stands before it, may answer to any call: what we make of it, with both libraries."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.chat.telegram.api import Refused, Silent
from adapters.chat.telegram.connect import open_api
from adapters.chat.telegram.refusals import StaleFile, meaning
from adapters.chat.telegram.settings import Library, TelegramSettings
from bot.errors import ChatMoved, DeliveryDoubtful, DeliveryError, MessageGone, PictureUnsuitable, SlowDown, Unreachable
from tests.e2e.flow.stage import png
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.service import serving
from tests.emulators.telegram.refusal import Refusal, flood
from tests.emulators.telegram.strict import Call
from tests.emulators.telegram.table import METHODS

PAGE = "<html><head><title>Sorry</title></head><body>nginx</body></html>"


def no(words: str, parameters: str = "") -> str:
    more = f', "parameters": {{{parameters}}}' if parameters else ""
    return f'{{"ok": false, "error_code": 400, "description": "{words}"{more}}}'


@pytest.mark.parametrize("library", list(Library))
@pytest.mark.parametrize(
    ("status", "body", "meant"),
    [
        (429, no("Too Many Requests: retry after 7", '"retry_after": 7'), SlowDown("", 7.0)),
        (429, no("Too Many Requests: retry after 7"), SlowDown("", 7.0)),
        (429, no("Too Many Requests"), SlowDown("", 1.0)),
        (429, PAGE, SlowDown("", 1.0)),
        (420, no("FLOOD_WAIT_12"), SlowDown("", 12.0)),
        (400, no("Bad Request: SLOWMODE_WAIT_9"), SlowDown("", 9.0)),
        (400, no("Bad Request: PEER_FLOOD"), SlowDown("", 300.0)),
        (413, no("Request Entity Too Large"), PictureUnsuitable()),
        (413, PAGE, PictureUnsuitable()),
        (400, no("Bad Request: wrong remote file identifier specified: Wrong padding length"), StaleFile()),
        (400, no("Bad Request: FILE_REFERENCE_EXPIRED"), StaleFile()),
        (400, no("Bad Request: PHOTO_INVALID_DIMENSIONS"), PictureUnsuitable()),
        (400, no("Bad Request: MESSAGE_ID_INVALID"), MessageGone()),
        (400, no("Bad Request: message to edit not found"), MessageGone()),
        (400, no("Bad Request: chat not found"), Unreachable()),
        (400, no("Bad Request: PEER_ID_INVALID"), Unreachable()),
        (400, no("Bad Request: not enough rights to send photos to the chat"), Unreachable()),
        (403, no("Forbidden: user is deactivated"), Unreachable()),
        (403, no("Forbidden: bot was kicked from the supergroup chat"), Unreachable()),
        (403, no("Forbidden: bot can't initiate conversation with a user"), Unreachable()),
        (
            400,
            no("Bad Request: group chat was upgraded to a supergroup chat", '"migrate_to_chat_id": -1009'),
            ChatMoved("", "-1009"),
        ),
        (400, no("Bad Request: SOMETHING_NEW"), DeliveryError()),
        (500, no("Internal Server Error"), DeliveryDoubtful()),
        (502, no("Bad Gateway"), DeliveryDoubtful()),
        (502, PAGE, DeliveryDoubtful()),
        (504, "", DeliveryDoubtful()),
        (403, PAGE, DeliveryDoubtful()),  # a proxy's word about us is none about the person
        (404, PAGE, DeliveryDoubtful()),
        (200, PAGE, DeliveryDoubtful()),
        (200, "", DeliveryDoubtful()),
    ],
)
async def test_every_answer_has_its_meaning(library: Library, status: int, body: str, meant: DeliveryError) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="text/html" if body == PAGE else "application/json")

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(application) as server:
        url = str(server.make_url("")).rstrip("/")
        api = open_api(TelegramSettings(token="42:TEST", secret=b"s", library=library, api_url=url))
        found: DeliveryError | None = None
        try:
            await api.call("sendMessage", {"chat_id": 1, "text": "hi"})
        except Refused as refused:
            found = meaning(refused)
        except Silent as silent:
            found = DeliveryDoubtful(str(silent))
        finally:
            await api.close()
    assert type(found) is type(meant)
    for name in ("retry_after", "chat"):
        assert getattr(found, name, None) == getattr(meant, name, None)


QUESTIONS = {"getFile", "getChatAdministrators", "answerCallbackQuery", "answerPreCheckoutQuery", "setMyCommands"}
AT_THE_START = {"getMe", "getUpdates", "deleteWebhook"}


@pytest.mark.parametrize(
    ("spared", "refusal"),
    [
        pytest.param(set[str](), flood(1), id="every", marks=pytest.mark.slow),
        pytest.param(set(METHODS) - QUESTIONS, Refusal(429, "Too Many Requests"), id="questions"),
    ],
)
async def test_who_is_told_to_wait_does_it_all_the_same(
    stage: Stage, tmp_path: Path, spared: set[str], refusal: Refusal
) -> None:
    """The first call of each method is refused for flooding; nothing is lost and nothing happens twice."""
    room = stage.town.found("supergroup", "Club", -1001)
    ann = stage.phone().join(room, "administrator")
    refused = set[str]()

    def once(call: Call) -> None:
        if call.method not in AT_THE_START | spared | refused:
            refused.add(call.method)
            raise refusal

    stage.api.faults.chance = once
    async with serving(stage, tmp_path, packs="20:50") as service:
        ann.say("/limit member 9/day")
        await ann.until(lambda seen: seen and "9" in seen[-1].text)
        ann.room = ann.private
        ann.send_photo(png("day").data, "make it night")
        [shown] = await ann.until(lambda seen: len(seen) == 1 and seen[0].picture)
        assert len(service.provider.requests[0].references) == 1
        assert "text" in await ann.answered(ann.press(shown.id, "Delete"))
        await ann.until(lambda seen: seen == [])
        assert (await ann.answered(ann.ask_inline("night")))["button"]
        ann.say("/buy 20")
        invoice = (await ann.until(lambda seen: seen and seen[-1].invoice))[-1]
        assert (await ann.answered(ann.checkout(invoice.id)))["ok"] is True
        async with asyncio.timeout(30):
            while len(stage.town.commands) < 9:
                await stage.town.change.wait()
    assert refused >= QUESTIONS
