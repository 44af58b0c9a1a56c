"""Everything about a person as one ZIP: handed over in the chat, or fetched by a link for an hour."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import IO

from bot.ports import BlobStore, Export, PlatformMemory, PrivacyStore

Address = Callable[[str, int], str]
"""Where what a ticket opens is fetched until then (Unix seconds)."""

_SECONDS = 3_600
_SUFFIXES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}


class Exports:
    """`address` is None where nobody could reach us."""

    def __init__(
        self, *, privacy: PrivacyStore, notes: PlatformMemory, blobs: BlobStore, address: Address | None
    ) -> None:
        self._privacy = privacy
        self._notes = notes
        self._blobs = blobs
        self._address = address

    async def link(self, person: int, now: datetime) -> str | None:
        """Where this person's ZIP is fetched for an hour, or until they are forgotten: their notes go with them."""
        if self._address is None:
            return None
        ticket = f"{person:x}-{int(now.timestamp() * 1_000_000):x}"
        await self._notes.put(_note(person, ticket), "", now, _SECONDS)
        return self._address(ticket, int(now.timestamp()) + _SECONDS)

    async def holder(self, ticket: str, now: datetime) -> int | None:
        """Whose ZIP that is, while it may be fetched."""
        person = int(ticket.partition("-")[0], 16)
        return None if await self._notes.get(_note(person, ticket), now) is None else person

    async def pack(self, person: int, into: IO[bytes]) -> int | None:
        """One JSON file a table and every picture under its hash, held one at a time; return how many pictures.

        None: nobody goes by that number any more.
        """
        export = await self._privacy.export(person)
        if not any(row["account"] for row in export.tables["identities"]):
            return None
        count = 0
        with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
            await _ended(asyncio.to_thread(_tables, archive, export))
            for digest in export.digests:
                data = await self._blobs.get(digest)
                if data is not None:
                    await _ended(asyncio.to_thread(archive.writestr, f"pictures/{digest}.{_suffix(data)}", data))
                    count += 1
        return count


def file_name(now: datetime) -> str:
    return f"bananabot-{now:%Y-%m-%d}.zip"


def _note(person: int, ticket: str) -> str:
    return f"people/{person}/export/{ticket}"


async def _ended(writing: Coroutine[None, None, None]) -> None:
    """To its end, even when nobody waits any more: the archive must not be closed under a thread that writes into it."""
    task = asyncio.ensure_future(writing)
    try:
        await asyncio.shield(task)
    finally:
        await asyncio.wait([task])


def _tables(archive: zipfile.ZipFile, export: Export) -> None:
    for table, rows in export.tables.items():
        archive.writestr(f"{table}.json", json.dumps(list(rows), ensure_ascii=False, indent=1))


def _suffix(data: bytes) -> str:
    return next((end for start, end in _SUFFIXES.items() if data.startswith(start)), "bin")
