"""What every `BlobStore` owes."""

from __future__ import annotations

import asyncio
import hashlib

from bot.ports import BlobStore


class BlobContract:
    """Subclass it with a fixture `blobs`."""

    async def test_bytes_come_back_by_their_hash(self, blobs: BlobStore) -> None:
        for data in (b"", b"a picture", b"x" * 3_000_000):
            digest = await blobs.put(data)
            assert digest == hashlib.sha256(data).hexdigest()
            assert await blobs.get(digest) == data

    async def test_the_same_bytes_at_once_are_stored_once(self, blobs: BlobStore) -> None:
        digests = await asyncio.gather(*(blobs.put(b"the same") for _ in range(20)))
        assert len(set(digests)) == 1
        assert await blobs.get(digests[0]) == b"the same"

    async def test_what_is_deleted_is_gone_and_may_come_back(self, blobs: BlobStore) -> None:
        digest = await blobs.put(b"a picture")
        await blobs.delete(digest)
        await blobs.delete(digest)
        assert await blobs.get(digest) is None
        await blobs.put(b"a picture")
        assert await blobs.get(digest) == b"a picture"

    async def test_unknown_bytes_are_not_there(self, blobs: BlobStore) -> None:
        assert await blobs.get("0" * 64) is None
