"""The bytes of pictures."""

from __future__ import annotations

from typing import Protocol

from bot.model import Picture


class BlobStore(Protocol):
    """Pictures by content hash. `put` returns only when the bytes are durable."""

    async def put(self, data: bytes, digest: str | None = None) -> str:
        """Store and return the sha256 (hex), which need not be counted again where it is known. Raises `StoreFull`."""
        ...

    async def get(self, digest: str) -> bytes | None: ...

    async def delete(self, digest: str) -> None: ...


class Darkroom(Protocol):
    """Makes any picture somebody sends into one a provider takes: upright, at most 2,048 px a side, no metadata."""

    async def develop(self, data: bytes) -> Picture:
        """Raises `BadReference` for what is not a picture, is broken, or would be too large once decoded."""
        ...
