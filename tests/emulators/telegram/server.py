"""The HTTP side: `/bot<token>/<method>`, `/file/bot<token>/<path>`, long polling, webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import orjson
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.emulators.telegram import asking, editing, sending
from tests.emulators.telegram.faults import Faults, Lost
from tests.emulators.telegram.polling import Line
from tests.emulators.telegram.refusal import Refusal
from tests.emulators.telegram.strict import Call, read_call
from tests.emulators.telegram.town import Town
from tests.emulators.telegram.webhook import Postman

_HANDLERS: dict[str, Callable[[Town, Call], Any]] = {
    "getMe": asking.get_me,
    "getChat": asking.get_chat,
    "getChatMember": asking.get_chat_member,
    "getChatAdministrators": asking.get_chat_administrators,
    "getFile": asking.get_file,
    "answerCallbackQuery": asking.answer_callback,
    "answerInlineQuery": asking.answer_inline,
    "setMessageReaction": asking.react,
    "setMyCommands": asking.set_commands,
    "getMyCommands": asking.get_commands,
    "deleteMyCommands": asking.delete_commands,
    "answerPreCheckoutQuery": asking.answer_checkout,
    "refundStarPayment": asking.refund_stars,
    "getStarTransactions": asking.star_transactions,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "sendInvoice": sending.send_invoice,
    "editMessageText": editing.edit_text,
    "editMessageCaption": editing.edit_caption,
    "editMessageMedia": editing.edit_media,
    "editMessageReplyMarkup": editing.edit_markup,
    "deleteMessage": editing.delete,
    "editEphemeralMessageText": editing.edit_hidden_text,
    "editEphemeralMessageReplyMarkup": editing.edit_hidden_markup,
    "deleteEphemeralMessage": editing.delete_hidden,
}


class BotApi:
    """`async with BotApi(town) as api:` serves `api.url`. `calls` holds every call that could be read, in order."""

    def __init__(self, town: Town | None = None) -> None:
        self.town = town or Town()
        self.faults = Faults()
        self.calls: list[Call] = []
        self.line = Line(self.town)
        self.postman = Postman(self.town)
        application = web.Application(client_max_size=64 << 20)
        application.router.add_route("*", "/bot{token}/{method}", self._call)
        application.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._server = TestServer(application)

    async def __aenter__(self) -> Self:
        await self._server.start_server(shutdown_timeout=0.1)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.postman.stop()
        self.line.hang_up()
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("")).rstrip("/")

    def made(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.calls if call.method == method]

    # ── one call ──

    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            result = await self._result(request)
        except Refusal as refusal:
            return _json(refusal.body(), refusal.code)
        except ConnectionResetError:
            if request.transport is not None:
                request.transport.abort()
            raise
        return _json({"ok": True, "result": result}, 200)

    async def _result(self, request: web.Request) -> Any:
        self._authorise(request.match_info["token"])
        # as the documentation writes it: not every server takes GETME as Telegram's does
        method = request.match_info["method"]
        if method not in _HANDLERS and method not in _OWN:
            raise Refusal(404, "Not Found: method not found")
        call = await read_call(request, method)
        self.calls.append(call)
        self.town.changed()
        lost = self.faults.next(call)
        if lost is Lost.BEFORE:
            raise ConnectionResetError
        result = await _OWN[method](self, call) if method in _OWN else _HANDLERS[method](self.town, call)
        if lost is Lost.AFTER:
            raise ConnectionResetError
        return result

    def _authorise(self, token: str) -> None:
        if token != self.town.token:
            known = token.partition(":")
            raise Refusal(401, "Unauthorized") if known[0].isdigit() and known[2] else Refusal(404, "Not Found")

    async def _file(self, request: web.Request) -> web.Response:
        self._authorise(request.match_info["token"])
        path = request.match_info["path"]
        file = next((file for file in self.town.files.values() if path in {file.path, self.town.place(file)}), None)
        return web.Response(status=404) if file is None else web.Response(body=file.data)

    # ── updates ──

    async def get_updates(self, call: Call) -> Any:
        return await self.line.wait(call, webhook=bool(self.postman.url))

    async def set_webhook(self, call: Call) -> bool:
        await self.postman.start(call)
        return True

    async def delete_webhook(self, call: Call) -> bool:
        await self.postman.stop()
        if call.get("drop_pending_updates"):
            self.town.updates.clear()
        return True

    async def webhook_info(self, call: Call) -> Any:
        return self.postman.info()


_OWN = {
    "getUpdates": BotApi.get_updates,
    "setWebhook": BotApi.set_webhook,
    "deleteWebhook": BotApi.delete_webhook,
    "getWebhookInfo": BotApi.webhook_info,
}


def _json(body: Any, status: int) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
