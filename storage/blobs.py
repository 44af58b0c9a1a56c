"""Pictures by content hash, as files: written beside, made durable, and renamed into place."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from bot.errors import StoreError, StoreFull
from storage.together import Together

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_HANDS = 2  # while one waits for its disk, the other goes on


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
        self._puts = Together(self._put, _HANDS)

    async def put(self, data: bytes, digest: str | None = None) -> str:
        try:
            return await self._puts.run((data, digest))
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

    # ── in a thread ──

    def _put(self, batch: Sequence[tuple[bytes, str | None]]) -> list[str | Exception]:
        """Each is written, made durable and renamed into place; then the folders are made durable, each once."""
        placed = [self._place(data, digest or hashlib.sha256(data).hexdigest()) for data, digest in batch]
        folders = {path.parent for path in placed if isinstance(path, Path)}
        lost = {folder: error for folder in folders if (error := _unsynced(folder)) is not None}
        return [lost.get(path.parent, path.name) if isinstance(path, Path) else path for path in placed]

    def _place(self, data: bytes, digest: str) -> Path | Exception:
        """Where it is now, its name not durable yet."""
        try:
            path = self.path(digest)
            with suppress(FileNotFoundError):
                os.utime(path)  # young again: a clean-up that has just looked at it leaves it alone
                return path
            beside = path.with_name(f".{digest}.{token_hex(4)}")
            try:
                _write(beside, data)
                beside.replace(path)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
        except (OSError, StoreError) as error:
            return error
        return path


def _write(path: Path, data: bytes) -> None:
    """In a folder that is made if it is not there."""
    try:
        handle = os.open(path, _NEW, 0o666)
    except FileNotFoundError:
        _make(path.parent)
        handle = os.open(path, _NEW, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(places: Iterable[Path]) -> bytes | None:
    for path in places:
        with suppress(FileNotFoundError):
            return path.read_bytes()
    return None


def _remove(places: Iterable[Path]) -> None:
    for path in places:
        path.unlink(missing_ok=True)


def _make(folder: Path) -> None:
    """Make a folder of pictures whose name is durable too, and that of the folder they are all in."""
    for one in (folder.parent, folder):
        if not one.exists():
            one.mkdir(parents=True, exist_ok=True)
            _sync(one.parent)


def _unsynced(folder: Path) -> OSError | None:
    try:
        _sync(folder)
    except OSError as error:
        return error
    return None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
