"""Pictures as files."""

from __future__ import annotations

import asyncio
import resource
from pathlib import Path

import pytest

from bot.errors import StoreError
from storage.blobs import BlobFiles
from storage.recent import Recent
from tests.contracts.store_blobs import BlobContract


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFiles:
    return BlobFiles(tmp_path / "pictures")


class TestBlobFiles(BlobContract):
    async def test_nothing_half_written_is_left(self, blobs: BlobFiles, tmp_path: Path) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            with pytest.raises(StoreError, match="pictures"):
                await blobs.put(b"x" * 5000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
        digest = await blobs.put(b"x" * 5000)
        assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]

    async def test_one_that_cannot_be_written_loses_nobody_else_theirs(self, blobs: BlobFiles) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            large = asyncio.gather(*(blobs.put(bytes([n]) * 5000) for n in range(3)), return_exceptions=True)
            small = await asyncio.gather(*(blobs.put(bytes([n]) * 500) for n in range(20)))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert all(isinstance(error, StoreError) for error in await large)
        assert [await blobs.get(digest) for digest in small] == [bytes([n]) * 500 for n in range(20)]

    async def test_pictures_of_an_earlier_program_are_found_and_erased(self, blobs: BlobFiles, tmp_path: Path) -> None:
        digest = await blobs.put(b"a fox")
        new = blobs.path(digest)
        old = tmp_path / "pictures" / digest[:2] / digest[2:4] / digest
        old.parent.mkdir()
        new.rename(old)
        assert await blobs.get(digest) == b"a fox"
        await blobs.put(b"a fox")
        await blobs.delete(digest)
        assert await blobs.get(digest) is None

    @pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63])
    async def test_a_hash_is_no_way_out(self, blobs: BlobFiles, digest: str) -> None:
        with pytest.raises(StoreError, match="hash"):
            await blobs.get(digest)


class TestRecent(BlobContract):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> Recent:  # the same contract, before the same files
        return Recent(BlobFiles(tmp_path / "pictures"))

    async def test_what_was_just_stored_is_at_hand_once(self, tmp_path: Path) -> None:
        files = BlobFiles(tmp_path / "pictures")
        recent = Recent(files, most=10)
        old, new = await recent.put(b"12345678"), await recent.put(b"abcdef")
        files.path(old).unlink()
        files.path(new).unlink()
        assert await recent.get(old) is None  # there is no room for both
        assert await recent.get(new) == b"abcdef"
        assert await recent.get(new) is None
