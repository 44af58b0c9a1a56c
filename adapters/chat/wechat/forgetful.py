"""A memory for a program that looks once and ends: nothing is kept, nobody else is there."""

from __future__ import annotations

from datetime import datetime


class ForgetfulMemory:
    """Implements `bot.ports.PlatformMemory`. The access token lives as long as whoever asked for it."""

    async def get(self, key: str, now: datetime) -> str | None: ...

    async def put(self, key: str, value: str, now: datetime, ttl: float) -> None: ...

    async def swap(self, key: str, old: str | None, new: str | None, now: datetime, ttl: float) -> bool:  # noqa: ARG002 - the port's
        return True

    async def find(self, prefix: str, now: datetime) -> dict[str, str]:  # noqa: ARG002 - the port's
        return {}

    async def forget(self, prefix: str) -> None: ...
