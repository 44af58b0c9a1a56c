"""Brings updates to a webhook, a few at a time, again and again until it says 2xx.

As the real one does, what happened in one chat is brought one after the other: nothing follows before a 2xx
(https://github.com/tdlib/telegram-bot-api, WebhookActor: a queue for each chat, of which the front alone is sent).
"""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import Any

import aiohttp

from tests.emulators.telegram.refusal import bad
from tests.emulators.telegram.strict import Call
from tests.emulators.telegram.town import Json, Town

_MESSAGES = {"message", "edited_message"}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Postman:
    """`again` is how long it waits after a refusal (seconds); the real one takes minutes. Plain http is allowed here."""

    def __init__(self, town: Town, again: float = 0.02) -> None:
        self._town = town
        self._again = again
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ""
        self.secret: str | None = None
        self.connections = 40
        self.answers: list[int] = []
        self._error = ""

    async def start(self, call: Call) -> None:
        await self.stop()
        secret = call.get("secret_token")
        if secret is not None and not _SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        if not call["url"]:
            return
        if not call["url"].startswith(("http://127.0.0.1", "https://")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if (allowed := call.get("allowed_updates")) is not None:
            self._town.allowed = set(allowed) or None
        if call.get("drop_pending_updates"):
            self._town.updates.clear()
        self.url, self.secret, self.connections = call["url"], secret, call.get("max_connections", 40)
        if not self.url.startswith("https://"):
            self._tasks.add(asyncio.create_task(self._work()))

    async def stop(self) -> None:
        tasks, self._tasks, self.url = self._tasks, set(), ""
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def info(self) -> Json:
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._town.updates),
            "max_connections": self.connections,
        }
        if self._error:
            info |= {"last_error_date": self._town.now(), "last_error_message": self._error}
        return info

    async def _work(self) -> None:
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            carrying: dict[str, asyncio.Task[None]] = {}
            while True:
                self._town.news.clear()
                for update in list(self._town.updates):
                    line = _line(update)
                    if len(carrying) < self.connections and line not in carrying:
                        carrying[line] = group.create_task(self._carry(session, update))
                        carrying[line].add_done_callback(partial(self._carried, carrying, line))
                await self._town.news.wait()

    async def _carry(self, session: aiohttp.ClientSession, update: Json) -> None:
        headers = {} if self.secret is None else {"X-Telegram-Bot-Api-Secret-Token": self.secret}
        while True:
            status = await self._post(session, update, headers)
            self.answers.append(status)
            if 200 <= status < 300:
                self._town.updates.remove(update)
                self._town.delivered.append(update)
                return
            self._error = f"Wrong response from the webhook: {status}"
            await asyncio.sleep(self._again)

    def _carried(self, carrying: dict[str, asyncio.Task[None]], line: str, _: Any) -> None:
        carrying.pop(line, None)
        self._town.news.set()

    async def _post(self, session: aiohttp.ClientSession, update: Json, headers: dict[str, str]) -> int:
        try:
            async with session.post(self.url, json=update, headers=headers) as response:
                await response.read()
                return response.status
        except aiohttp.ClientError:
            return 0


def _line(update: Json) -> str:
    """Messages wait for those of their chat, everything else for what the same person did."""
    kind = next(name for name in update if name != "update_id")
    content = update[kind]
    return f"chat {content['chat']['id']}" if kind in _MESSAGES else f"{kind} {content['from']['id']}"
