"""The memory failed, or somebody else holds the job."""

from __future__ import annotations

from bot.errors.root import BananabotError


class StoreError(BananabotError):
    """Nothing was changed."""


class StoreFull(StoreError):
    """No space left where the database or the pictures live."""


class StoreBusy(StoreError):
    """The database is locked or cannot be reached."""


class SchemaMismatch(StoreError):
    """The database was made by another version of this program."""


class LeaseLost(BananabotError):
    """The lease ran out and another worker has taken the job."""
