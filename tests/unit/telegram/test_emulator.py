"""The emulated server against two independent readers of the Bot API: aiogram's models and python-telegram-bot's parser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cached_property
from importlib import import_module
from typing import Any

import pytest
import telegram

from tests.e2e.telegram.core import painted
from tests.emulators.telegram import BotApi, Phone


class Aiogram:
    """The library, imported when it is needed: it takes three seconds, and every process that runs some tests collects all."""

    @cached_property
    def types(self) -> Any:
        return import_module("aiogram.types")

    @cached_property
    def methods(self) -> Any:
        return import_module("aiogram.methods")

    @cached_property
    def exceptions(self) -> Any:
        return import_module("aiogram.exceptions")

    def bot(self, token: str, url: str) -> Any:
        server = import_module("aiogram.client.telegram").TelegramAPIServer.from_base(url)
        session = import_module("aiogram.client.session.aiohttp").AiohttpSession(api=server)
        return import_module("aiogram").Bot(token, session=session)


AIOGRAM = Aiogram()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as opened:
        yield opened


@pytest.fixture
async def aio(api: BotApi) -> AsyncIterator[Any]:
    bot = AIOGRAM.bot(api.town.token, api.url)
    yield bot
    await bot.session.close()


@pytest.fixture
async def ptb(api: BotApi) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(api.town.token, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot") as bot:
        yield bot


def everything(api: BotApi) -> list[dict[str, Any]]:
    """Every kind of update that a person can cause."""
    town, ann = api.town, Phone(api.town, username="ann")
    room = town.found("supergroup", "Club", -1001, is_forum=True)
    ann.say("hello /imagine @banana_test_bot")
    sent = ann.send_photo(painted(1).data, "make it night")
    ann.send_album([painted(1).data, painted(2).data], "both")
    ann.send_file(b"words", "p.txt", "text/plain", "a list", reply_to=sent["message_id"])
    ann.edit(sent["message_id"], "changed", later=3)
    ann.ask_inline("fox")
    button = {"inline_keyboard": [[{"text": "Again", "callback_data": "x"}]]}
    ours = town.post(ann.room, {"from": town.bot, "text": "hi", "reply_markup": button})
    ann.press(ours["message_id"], "Again")
    town.charges[f"{ann.id}:{ours['message_id']}"] = {"payload": "p", "amount": 5}
    ann.checkout(ours["message_id"])
    ann.pay(ours["message_id"])
    ann.join(room).say("/start", thread=7)
    town.tell("message", town.post(room, {"from": ann.user, "migrate_to_chat_id": -1002}))
    return town.updates


def test_both_libraries_read_every_update(api: BotApi) -> None:
    for update in everything(api):
        seen = AIOGRAM.types.Update.model_validate(update)
        assert seen.event
        parsed = telegram.Update.de_json(update, None)
        assert parsed.update_id == update["update_id"]
        assert not parsed.api_kwargs
        content = parsed.to_dict()
        assert set(content) == set(update)


async def test_both_libraries_read_every_answer(api: BotApi, aio: Any, ptb: telegram.Bot) -> None:
    ann = Phone(api.town)
    room = api.town.found("supergroup", "Club", -1001)
    ann.join(room, "creator")
    Phone(api.town, "Ben").join(room, "administrator")
    picture = AIOGRAM.types.BufferedInputFile(painted(1).data, "x.png")
    assert (await aio.get_me()).username == (await ptb.get_me()).username
    sent = await aio.send_photo(ann.id, picture, caption="hi")
    assert sent.photo
    assert (await ptb.send_photo(ann.id, painted(1).data, caption="hi")).photo
    assert (await aio.send_document(ann.id, picture)).document
    assert (await ptb.send_document(ann.id, painted(1).data, filename="x.png")).document
    medium = telegram.InputMediaPhoto(painted(2).data)
    assert len(await ptb.send_media_group(ann.id, [medium, medium])) == 2
    edited = await ptb.edit_message_media(medium, ann.id, sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert {m.status for m in await aio.get_chat_administrators(room.id)} == {"creator", "administrator"}
    assert len(await ptb.get_chat_administrators(room.id)) == 2
    assert (await aio.get_chat_member(room.id, ann.id)).status == (await ptb.get_chat_member(room.id, ann.id)).status
    assert (await aio.get_chat(room.id)).title == (await ptb.get_chat(room.id)).title == "Club"
    file = await ptb.get_file(edited.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == painted(2).data
    assert (await aio.get_webhook_info()).url == (await ptb.get_webhook_info()).url == ""
    whisper = AIOGRAM.types.EphemeralMessageParameters(receiver_user_id=ann.id)
    hidden = await aio(AIOGRAM.methods.SendMessage(chat_id=room.id, text="psst", ephemeral_message_parameters=whisper))
    assert (hidden.message_id, hidden.ephemeral_message_id) == (0, 900_001)


@pytest.mark.parametrize(
    ("method", "said", "words"),
    [
        ("SendMessage", {"chat_id": 404, "text": "x"}, "chat not found"),
        ("SendMessage", {"chat_id": 1, "text": " "}, "message text is empty"),
        ("SendMessage", {"chat_id": 1, "text": "x" * 4097}, "message is too long"),
        ("SendMessage", {"chat_id": 1, "text": "x", "colour": "red"}, "unknown parameter colour"),
        ("EditMessageText", {"chat_id": 1, "message_id": 9, "text": "x"}, "message to edit not found"),
        ("DeleteMessage", {"chat_id": 1, "message_id": 9}, "message to delete not found"),
        ("AnswerCallbackQuery", {"callback_query_id": "9"}, "query is too old"),
        ("GetFile", {"file_id": "9"}, "wrong file_id"),
        ("SendPhoto", {"chat_id": 1, "photo": "9"}, "wrong file identifier"),
    ],
)
async def test_what_is_wrong_is_refused_in_its_own_words(
    api: BotApi, aio: Any, method: str, said: dict[str, Any], words: str
) -> None:
    Phone(api.town, user=1)
    with pytest.raises(AIOGRAM.exceptions.TelegramBadRequest, match=words):
        await aio(getattr(AIOGRAM.methods, method)(**said))


async def test_a_wrong_token_is_unauthorized(api: BotApi) -> None:
    bot = AIOGRAM.bot("43:WRONG", api.url)
    with pytest.raises(AIOGRAM.exceptions.TelegramUnauthorizedError):
        await bot.get_me()
    await bot.session.close()


async def test_offsets_confirm(api: BotApi, aio: Any) -> None:
    ann = Phone(api.town)
    for text in ("one", "two", "three"):
        ann.say(text)
    first = await aio.get_updates()
    assert len(first) == 3
    assert len(await aio.get_updates(offset=first[1].update_id)) == 2
    assert await aio.get_updates(offset=first[2].update_id + 1) == []
