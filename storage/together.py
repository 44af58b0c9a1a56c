"""Work for a thread, done together by whoever waits for it: who comes while all hands are busy goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Together(Generic[T, R]):
    """`work` answers each of a batch, or says why it cannot; at most `hands` batches are worked on at once."""

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R | Exception]], hands: int) -> None:
        self._work = work
        self._free = hands
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._working: set[asyncio.Task[None]] = set()

    async def run(self, one: T) -> R:
        """Raises what `work` says about this one."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, future))
        if len(self._working) < self._free:
            task = asyncio.create_task(self._empty())
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        return await future

    async def _empty(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            _tell(batch, await asyncio.to_thread(self._answers, [one for one, _ in batch]))

    def _answers(self, batch: Sequence[T]) -> Sequence[R | Exception]:
        try:
            return self._work(batch)
        except Exception as error:  # noqa: BLE001  everybody who waits is told
            return [error] * len(batch)


def _tell(batch: Sequence[tuple[T, asyncio.Future[R]]], answers: Sequence[R | Exception]) -> None:
    for (_, future), answer in zip(batch, answers, strict=True):
        if future.done():
            continue
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
