"""The threads that read from SQLite: each takes the looks that wait and answers them from one snapshot."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from storage.calls import Call, Calls, Outcome, answer
from storage.faults import sqlite_fault

T = TypeVar("T")

READERS = 2
"""While one takes its time, the other goes on."""
BATCH = 32


class Readers:
    """`connect` makes an engine whose connections cannot write."""

    def __init__(self, connect: Callable[[], sa.Engine]) -> None:
        self._engine = connect()
        self._calls = Calls(READERS)
        self._threads = [
            threading.Thread(target=self._serve, name=f"bananabot-reader-{number}", daemon=True)
            for number in range(1, READERS + 1)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, query: Callable[[sa.Connection], T]) -> T:
        """Raises what `query` raised, or a `StoreError`."""
        return await self._calls.run(query)

    async def close(self) -> None:
        """Answer what is still asked, then end the threads."""
        self._calls.close()
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        self._engine.dispose()

    # ── in a thread ──

    def _serve(self) -> None:
        connection: sa.Connection | None = None
        open_ = True
        while open_:
            batch, open_ = self._calls.take(BATCH)
            try:
                connection = connection or self._engine.connect()
                outcomes = _look(connection, batch)
            except BaseException as error:  # noqa: BLE001  whatever it is, somebody waits for an answer
                outcomes = [Outcome(call, error=sqlite_fault(error)) for call in batch]
            answer(outcomes)
        if connection is not None:
            connection.close()


def _look(connection: sa.Connection, batch: Sequence[Call]) -> list[Outcome]:
    """All asked before the snapshot is made, so that nobody sees less than there was when they asked."""
    raw: Any = connection.connection.driver_connection
    raw.execute("BEGIN")
    try:
        return [_run(connection, call) for call in batch]
    finally:
        raw.execute("ROLLBACK")


def _run(connection: sa.Connection, call: Call) -> Outcome:
    try:
        return Outcome(call, result=call.operation(connection))
    except Exception as error:  # noqa: BLE001  it is told to the one caller whose it is
        return Outcome(call, error=sqlite_fault(error))
