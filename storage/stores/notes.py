"""Small shared memories of platforms and of provider targets."""

from __future__ import annotations

from datetime import datetime

from bot.ports import TargetState
from storage.engine import Engine
from storage.transactions import notes


class Notes:
    """Implements `bot.ports.PlatformMemory`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def get(self, key: str, now: datetime) -> str | None:
        return await self._engine.read(notes.get, key, now)

    async def put(self, key: str, value: str, now: datetime, ttl: float) -> None:
        await self._engine.write(notes.put, key, value, now=now, ttl=ttl)

    async def swap(self, key: str, old: str | None, new: str | None, now: datetime, ttl: float) -> bool:
        return await self._engine.write(notes.swap, key, old=old, new=new, now=now, ttl=ttl)

    async def find(self, prefix: str, now: datetime) -> dict[str, str]:
        return await self._engine.read(notes.find, prefix, now)

    async def forget(self, prefix: str) -> None:
        await self._engine.write(notes.forget, prefix)


class Targets:
    """Implements `bot.ports.TargetStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def load(self) -> list[TargetState]:
        return await self._engine.read(notes.load_targets)

    async def save(self, state: TargetState) -> bool:
        return await self._engine.write(notes.save_target, state)
