"""Pictures that were promised and have not come yet, so that a program that types can wait for them."""

from __future__ import annotations

import asyncio


class Awaited:
    """Jobs by the line that asked for them. A picture may be faster than the promise of it."""

    def __init__(self) -> None:
        self._lines: dict[int, str | None] = {}
        self._ended: set[int] = set()
        self._changed = asyncio.Condition()

    def __len__(self) -> int:
        return len(self._lines)

    def promise(self, job: int, line: str | None) -> None:
        if job not in self._ended:
            self._lines[job] = line

    async def end(self, job: int) -> None:
        async with self._changed:
            self._ended.add(job)
            self._lines.pop(job, None)
            self._changed.notify_all()

    async def end_oldest(self, line: str | None) -> None:
        """Words without a promise came to this line: they are about its oldest job."""
        job = next((job for job, asked in self._lines.items() if asked == line), None)
        if job is not None:
            await self.end(job)

    async def all(self) -> None:
        """Return when nothing is awaited."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._lines)
