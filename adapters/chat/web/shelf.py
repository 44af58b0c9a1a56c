"""Files on their way: what a visitor sent until it is read, and what an answer carries until it is fetched."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

_BYTES = 128 << 20


@dataclass(frozen=True, slots=True)
class File:
    account: str
    name: str
    media_type: str
    data: bytes = field(repr=False)


class Shelf:
    """Bounded by bytes: the oldest goes first."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, File] = OrderedDict()
        self._bytes = 0

    def put(self, file: File) -> str:
        """A name that nobody guesses."""
        name = secrets.token_urlsafe(16)
        self._files[name] = file
        self._bytes += len(file.data)
        while self._bytes > _BYTES and len(self._files) > 1:
            _, gone = self._files.popitem(last=False)
            self._bytes -= len(gone.data)
        return name

    def clear(self, account: str) -> None:
        """Whatever was for this account is gone."""
        for name in [name for name, file in self._files.items() if file.account == account]:
            self._bytes -= len(self._files.pop(name).data)

    def get(self, name: str, account: str) -> File | None:
        """Only for whom it is."""
        found = self._files.get(name)
        return found if found is not None and found.account == account else None
