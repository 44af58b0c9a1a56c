"""Pictures by content hash, as files: written beside, made durable, and renamed into place."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from bot.errors import StoreError, StoreFull

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})


def folded(digest: str) -> str:
    """Where a picture lies below its root. Raises `StoreError` for what is no sha256 (hex): it would be a way out."""
    if not _DIGEST.fullmatch(digest):
        raise StoreError("not a content hash")
    return f"{digest[:2]}/{digest}"


def folded_twice(digest: str) -> str:
    """Where an object store keeps it, to which folders cost nothing; files did until November 2026. Raises `StoreError`."""
    folder, _, name = folded(digest).partition("/")
    return f"{folder}/{digest[2:4]}/{name}"


class BlobFiles:
    """Implements `bot.ports.BlobStore`: `<root>/ab/<sha256>`.

    256 folders, like those of git: with many more, nearly every picture would make one and make it durable.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, data: bytes, digest: str | None = None) -> str:
        try:
            return await asyncio.to_thread(self._put, data, digest)
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise StoreFull(f"pictures cannot be written to {self._root}: {error.strerror}") from error
            raise StoreError(f"pictures cannot be written to {self._root}: {error.strerror}") from error

    async def get(self, digest: str) -> bytes | None:
        return await asyncio.to_thread(_read, self._places(digest))

    async def delete(self, digest: str) -> None:
        await asyncio.to_thread(_remove, self._places(digest))

    def path(self, digest: str) -> Path:
        """Where the bytes of this sha256 (hex) are. Raises `StoreError` for anything else."""
        return self._root / folded(digest)

    def _places(self, digest: str) -> tuple[Path, Path]:
        """Where the bytes may be: those of an earlier program lie deeper, and buttons work for ever."""
        return self.path(digest), self._root / folded_twice(digest)

    def _put(self, data: bytes, digest: str | None) -> str:
        digest = digest or hashlib.sha256(data).hexdigest()
        path = self.path(digest)
        with suppress(FileNotFoundError):
            os.utime(path)  # young again: a clean-up that has just looked at it leaves it alone
            return digest
        _make(path.parent, self._root)
        beside = path.with_name(f".{digest}.{token_hex(4)}")
        try:
            _write(beside, data)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync(path.parent)
        return digest


def _write(path: Path, data: bytes) -> None:
    with path.open("xb", buffering=0) as file:
        left = memoryview(data)
        while left:
            left = left[file.write(left) :]
        os.fsync(file.fileno())


def _read(places: Iterable[Path]) -> bytes | None:
    for path in places:
        with suppress(FileNotFoundError):
            return path.read_bytes()
    return None


def _remove(places: Iterable[Path]) -> None:
    for path in places:
        path.unlink(missing_ok=True)


def _make(folder: Path, root: Path) -> None:
    """Make a folder whose name is durable too."""
    if folder.exists():
        return
    if folder != root:
        _make(folder.parent, root)
    folder.mkdir(parents=folder == root, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
