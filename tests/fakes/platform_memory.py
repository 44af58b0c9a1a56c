"""A `PlatformMemory` in a dictionary."""

from __future__ import annotations

from datetime import datetime, timedelta


class FakePlatformMemory:
    def __init__(self) -> None:
        self.notes: dict[str, tuple[str, datetime]] = {}

    async def get(self, key: str, now: datetime) -> str | None:
        value, until = self.notes.get(key, ("", now))
        return value if until > now else None

    async def put(self, key: str, value: str, now: datetime, ttl: float) -> None:
        assert len(key) <= 200
        assert len(value) <= 64 << 10
        self.notes[key] = value, now + timedelta(seconds=ttl)

    async def swap(self, key: str, old: str | None, new: str | None, now: datetime, ttl: float) -> bool:
        if await self.get(key, now) != old:
            return False
        if new is None:
            self.notes.pop(key, None)
        else:
            await self.put(key, new, now, ttl)
        return True

    async def find(self, prefix: str, now: datetime) -> dict[str, str]:
        return {key: value for key, (value, until) in self.notes.items() if key.startswith(prefix) and until > now}

    async def forget(self, prefix: str) -> None:
        self.notes = {key: note for key, note in self.notes.items() if not key.startswith(prefix)}
