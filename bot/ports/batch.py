"""A provider's cheap mode for many requests at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.errors import ProviderError
from bot.model import Generation, ImageRequest, Picture


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """One request of a batch. `key` is ours and comes back with the result; `references` are its pictures, in order."""

    key: str
    request: ImageRequest
    references: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchLook:
    """How far a batch is. `ended` by key once all of it is finished: pictures, or the error that this order ended with."""

    done: int
    total: int
    ended: Mapping[str, Generation | ProviderError] | None = None


class BatchProvider(Protocol):
    """A provider's cheap mode for many requests at once, answered within a day."""

    async def hand_in(self, orders: Sequence[BatchOrder], name: str) -> str:
        """Return the handle to look for it, one or more lines. Raises `UnsupportedRequest` and `ProviderError`s.

        `name` is ours, and kept before: whoever dies before the handle is kept finds the batch again by it.
        """
        ...

    async def find(self, name: str) -> str | None:
        """The handle of what was handed in under this name; None: nothing was. Raises `ProviderError`s."""
        ...

    async def look(self, handle: str, orders: Sequence[BatchOrder]) -> BatchLook:
        """One look, to be repeated every few minutes. Raises `ProviderError`s; the batch goes on regardless."""
        ...

    async def cancel(self, handle: str) -> None:
        """Give up what is not drawn yet. Raises `ProviderError`s."""
        ...


@runtime_checkable
class HasBatches(Protocol):
    """A provider with a cheap mode for many requests."""

    def batching(self) -> BatchProvider: ...
