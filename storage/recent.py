"""Pictures just stored, kept at hand until asked for: what was drawn is handed over at once and need not be read."""

from __future__ import annotations

from bot.ports import BlobStore

MOST = 32_000_000
"""Bytes kept at hand; the oldest go first."""


class Recent:
    """Implements `bot.ports.BlobStore` before another one. Everything is in there before it is kept here."""

    def __init__(self, store: BlobStore, most: int = MOST) -> None:
        self._store = store
        self._left = most
        self._kept: dict[str, bytes] = {}

    async def put(self, data: bytes, digest: str | None = None) -> str:
        stored = await self._store.put(data, digest)
        self._drop(stored)
        self._kept[stored] = data
        self._left -= len(data)
        while self._left < 0:
            self._drop(next(iter(self._kept)))
        return stored

    async def get(self, digest: str) -> bytes | None:
        """Once from here; who asks again reads what is stored."""
        kept = self._drop(digest)
        return await self._store.get(digest) if kept is None else kept

    async def delete(self, digest: str) -> None:
        self._drop(digest)
        await self._store.delete(digest)

    def _drop(self, digest: str) -> bytes | None:
        kept = self._kept.pop(digest, None)
        self._left += 0 if kept is None else len(kept)
        return kept
