"""What was drawn, and where its bytes are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Job, StoredPicture
from bot.ports import BlobStore, Entry, Ready, Receipt, Sent
from storage import entries
from storage.engine import Engine
from storage.queries import gallery
from storage.queries.sent import sent
from storage.transactions import draw, pictures


class Gallery:
    """Implements `bot.ports.GalleryStore`."""

    def __init__(self, engine: Engine, blobs: BlobStore) -> None:
        self._engine = engine
        self._blobs = blobs

    async def history(self, person: int, count: int) -> list[Entry]:
        return await self._engine.read(gallery.history, person, count)

    async def latest(self, count: int, before: int | None = None) -> list[Entry]:
        return await self._engine.browse(gallery.latest, count, before)

    async def sent(self, person: int, platform: str, words: Sequence[str], *, start: int, count: int) -> list[Sent]:
        return await self._engine.read(sent, person, platform, words, start=start, count=count)

    async def entry(self, job: int) -> Entry | None:
        return await self._engine.read(entries.entry, job)

    async def ready(self, job: int) -> Ready | None:
        return await self._engine.read(entries.ready, job)

    async def picture(self, picture: int) -> tuple[StoredPicture, Job] | None:
        return await self._engine.read(gallery.picture, picture)

    async def by_message(self, platform: str, chat: str, message: str) -> tuple[StoredPicture, ...]:
        return await self._engine.read(gallery.by_message, platform, chat, message)

    async def messages(self, platform: str, chat: str, picture: int) -> tuple[str, ...]:
        return await self._engine.read(gallery.messages_of, platform, chat, picture)

    async def file(self, platform: str, digest: str) -> str | None:
        return await self._engine.read(entries.file, platform, digest)

    async def shown(self, platform: str, chat: str, job: int, receipt: Receipt) -> None:
        await self._engine.write(draw.shown, platform, chat, job, receipt)

    async def delete(self, picture: int) -> None:
        orphan = await self._engine.write(pictures.delete, picture)
        if orphan is not None:
            await self._blobs.delete(orphan)
