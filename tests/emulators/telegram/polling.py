"""Long polling: offsets confirm, one poller at a time, nothing comes back before there is news or time is up."""

from __future__ import annotations

import asyncio

from tests.emulators.telegram.refusal import POLLED_TWICE, WEBHOOK_ACTIVE, Refusal, bad
from tests.emulators.telegram.strict import Call
from tests.emulators.telegram.town import Json, Town


class Line:
    """`deaf` set: polls hang and nothing ever comes back (a dead connection)."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._holder: asyncio.Future[None] | None = None
        self.deaf = False

    def hang_up(self) -> None:
        """End the poll that is waiting, if any, as a second poller does."""
        if self._holder is not None and not self._holder.done():
            self._holder.set_result(None)

    async def wait(self, call: Call, *, webhook: bool) -> list[Json]:
        if webhook:
            raise Refusal(409, WEBHOOK_ACTIVE)
        self.hang_up()
        self._confirm(call)
        holder = self._holder = asyncio.get_running_loop().create_future()
        limit = call.get("limit", 100)
        if not 1 <= limit <= 100:
            raise bad("limit must be between 1 and 100")
        until = asyncio.get_running_loop().time() + call.get("timeout", 0)
        while self.deaf or not self._town.updates:
            left = until - asyncio.get_running_loop().time()
            if left <= 0 and not self.deaf:
                break
            self._town.news.clear()
            news = asyncio.ensure_future(self._town.news.wait())
            await asyncio.wait({news, holder}, timeout=None if self.deaf else left, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            if holder.done():
                raise Refusal(409, POLLED_TWICE)
        return self._town.updates[:limit]

    def _confirm(self, call: Call) -> None:
        if (allowed := call.get("allowed_updates")) is not None:
            self._town.allowed = set(allowed) or None
        offset = call.get("offset", 0)
        gone = [update for update in self._town.updates if update["update_id"] < offset]
        self._town.delivered += gone
        self._town.updates = self._town.updates[len(gone) :]
