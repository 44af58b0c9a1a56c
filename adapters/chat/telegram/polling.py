"""Long polling. An update is confirmed only after the core has stored what it asks for."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.intake import Intake
from bot.errors import ConfigurationError, StoreError
from bot.ports import Clock

log = logging.getLogger(__name__)

UPDATES = ("message", "edited_message", "callback_query", "inline_query", "pre_checkout_query")

UNKNOWN_TOKEN = "BANANABOT_TELEGRAM_TOKEN: Telegram does not know this token (ask @BotFather for one)"  # noqa: S105 - words

_LOOK = 0.1  # seconds between two looks for more while something is being stored
_LONGEST = 30.0
_TRIES = 5
_FULL = 5.0  # seconds until the store may have room again


class Poller:
    """At most one hundred updates are under way; those already handled are not taken again when the server repeats them."""

    def __init__(self, api: Api, intake: Intake, clock: Clock, *, seconds: int, grace: int) -> None:
        self._api = api
        self._intake = intake
        self._clock = clock
        self._seconds = seconds
        self._grace = grace
        self._next = 0
        self._running: dict[int, asyncio.Task[None]] = {}
        self._handled: set[int] = set()
        self._failures: dict[int, int] = {}
        self._troubles = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises `ConfigurationError` for a token that is not (any longer) valid."""
        try:
            while True:
                for update in await self._poll():
                    self._begin(update)
                await self._look()
        finally:
            tasks = list(self._running.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # ── asking ──

    async def _poll(self) -> list[Any]:
        waiting = {*self._running, *self._failures}
        offset = min(waiting, default=self._next)
        self._handled = {number for number in self._handled if number >= offset}
        asked = {"timeout": 0 if waiting else self._seconds, "offset": offset, "allowed_updates": list(UPDATES)}
        try:
            updates = await self._api.call("getUpdates", asked, seconds=self._seconds + self._grace)
        except Refused as refused:
            await self._refused(refused)
            return []
        except (Unreached, Silent) as trouble:
            await self._back_off("telegram does not answer; polling goes on", trouble)
            return []
        if self._troubles:
            log.info("telegram answers again")
        self._troubles = 0
        found = [node.value for node in Node(updates)]
        if not found and not waiting:  # all is confirmed: after a quiet week the numbers begin anew, lower perhaps
            self._next = 0
            self._handled.clear()
        return found

    async def _refused(self, refused: Refused) -> None:
        if refused.code in {401, 404}:
            raise ConfigurationError(UNKNOWN_TOKEN)
        if refused.code == 409:
            await self._back_off(
                "somebody else polls with the same token (another bananabot, or a webhook that is set): stop that one",
                refused,
            )
            return
        await self._back_off("telegram refuses to be polled", refused, at_least=refused.retry_after or 0.0)

    async def _back_off(self, words: str, reason: Exception, *, at_least: float = 0.0) -> None:
        """One line when trouble begins, then quietly less and less often."""
        if self._troubles == 0:
            log.warning(words, extra={"reason": str(reason)})
        pause = min(2.0**self._troubles, _LONGEST)
        self._troubles += 1
        await self._clock.sleep(max(pause, at_least))

    # ── taking ──

    def _begin(self, update: Any) -> None:
        number = Node(update)["update_id"].number
        if number is None or number in self._running or number in self._handled:
            return
        self._next = max(self._next, number + 1)
        self._running[number] = asyncio.create_task(self._take(number, update))

    async def _take(self, number: int, update: Any) -> None:
        try:
            await self._intake.take(update)
        except StoreError:  # nothing can be stored now, and what was paid for least of all may be given up
            log.warning("nothing can be stored, the update is taken again", extra={"update": number}, exc_info=True)
            self._failures.setdefault(number, 0)
            await self._clock.sleep(_FULL)
            return
        except Exception:
            self._failures[number] = self._failures.get(number, 0) + 1
            if self._failures[number] < _TRIES:
                log.warning("update not stored, it is taken again", extra={"update": number}, exc_info=True)
                await self._clock.sleep(1.0)
                return
            log.exception("update given up: it cannot be stored", extra={"update": number})
        finally:
            del self._running[number]
        self._failures.pop(number, None)
        self._handled.add(number)

    async def _look(self) -> None:
        """Wait for what was taken, but look for more meanwhile: the rest of an album comes in a later answer."""
        if not self._running:
            return
        look = asyncio.ensure_future(self._clock.sleep(_LOOK))
        everything = asyncio.create_task(_ended(set(self._running.values())))
        try:
            await asyncio.wait({look, everything}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            look.cancel()
            everything.cancel()


async def _ended(tasks: set[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks)
