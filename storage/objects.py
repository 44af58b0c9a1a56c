"""Pictures by content hash in an object store: S3 and what speaks like it, Google Cloud Storage, Azure."""

from __future__ import annotations

import hashlib
from typing import Self

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from bot.errors import ConfigurationError, StoreError
from storage.blobs import folded_twice


class BlobObjects:
    """Implements `bot.ports.BlobStore`: `<prefix>/ab/cd/<sha256>`, whole and durable when `put` returns."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def at(cls, url: str) -> Self:
        """`s3://bucket/prefix`, `gs://…`, `az://…`; keys and addresses come from the cloud's own variables.

        Raises `ConfigurationError`.
        """
        try:
            return cls(from_url(url))
        except (BaseError, ValueError) as error:
            reason = str(error).partition("\n")[0]
            raise ConfigurationError(
                f"BANANABOT_PICTURES_URL cannot be used ({reason}); for example s3://bucket/pictures"
            ) from error

    async def put(self, data: bytes, digest: str | None = None) -> str:
        digest = digest or hashlib.sha256(data).hexdigest()
        try:
            await obstore.put_async(self._store, folded_twice(digest), data)
        except (BaseError, OSError) as error:
            raise StoreError(f"a picture cannot be stored: {_told(error)}") from error
        return digest

    async def get(self, digest: str) -> bytes | None:
        try:
            found = await obstore.get_async(self._store, folded_twice(digest))
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise StoreError(f"a picture cannot be read: {_told(error)}") from error

    async def delete(self, digest: str) -> None:
        try:
            await obstore.delete_async(self._store, folded_twice(digest))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise StoreError(f"a picture cannot be deleted: {_told(error)}") from error


def _told(error: Exception) -> str:
    """The first line: what follows is the client's own debugging."""
    return str(error).partition("\n")[0][:200]
