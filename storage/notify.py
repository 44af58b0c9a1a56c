"""The signals of PostgreSQL: LISTEN and NOTIFY."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

log = logging.getLogger(__name__)

_CHANNEL = "bananabot_queue"
_PAUSE = 1.0
_LONGEST = 30.0


class PostgresSignals:
    """Implements `storage.signals.Signals` on a connection of its own. While it is down, the sweep of the queue remains."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sending = asyncio.Event()

    def send(self) -> None:
        self._sending.set()

    async def run(self, heard: Callable[[], None]) -> None:
        pause = _PAUSE
        while True:
            try:
                async with self._engine.connect() as connection:
                    await self._hold(connection, heard)
                pause = _PAUSE
            except (OSError, exc.DBAPIError, exc.TimeoutError) as error:
                log.warning("the queue's signals are interrupted", extra={"reason": str(error)})
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST)

    async def _hold(self, connection: AsyncConnection, heard: Callable[[], None]) -> None:
        """Until the connection ends."""
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        ended = asyncio.Event()

        def end(_connection: object) -> None:
            ended.set()

        def hear(*_notification: object) -> None:
            heard()

        raw.add_termination_listener(end)
        await raw.add_listener(_CHANNEL, hear)
        heard()  # what was sent before we listened
        waiting = asyncio.create_task(ended.wait())
        try:
            while not ended.is_set():
                sending = asyncio.create_task(self._sending.wait())
                await asyncio.wait({sending, waiting}, return_when=asyncio.FIRST_COMPLETED)
                sending.cancel()
                if self._sending.is_set() and not ended.is_set():
                    self._sending.clear()
                    await raw.execute(f"NOTIFY {_CHANNEL}")
        finally:
            waiting.cancel()
            await connection.invalidate()
