"""What people may still ask for: rules in their windows, and packs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Chat, Identity, Limit, Person, Quota, ScopeKind


class QuotaStore(Protocol):
    async def quota(
        self,
        person: Person | None,
        chat: Chat,
        timezone: str,
        defaults: Mapping[ScopeKind, Sequence[Limit]],
        now: datetime,
    ) -> Quota:
        """Every rule that applies to this person in this chat, with its use now. None: to somebody without a person."""
        ...


class PackStore(Protocol):
    """Granted and bought units. Every change is a line of the ledger with its reason and actor."""

    async def grant(
        self, person: int, units: int, actor: str, reason: str, now: datetime, *, reference: str | None = None
    ) -> int:
        """Give (or, negative, take) units; return the ledger line, by which it can be taken back.

        The same `reference` twice (a message delivered again) moves nothing and returns the first line.
        """
        ...

    async def balance(self, person: int) -> int:
        """Units in the pack now."""
        ...

    async def purchase(self, person: int, units: int, charge: str, reason: str, now: datetime) -> bool:
        """Credit a payment. False, and no change, when that charge (unique for ever) was credited before."""
        ...

    async def by_charge(self, charge: str) -> int | None:
        """The ledger line of a purchase."""
        ...

    async def payers(self, charge: str, now: datetime) -> Sequence[Identity]:
        """The accounts of whoever paid it, one of which it was; still there a year after they were forgotten."""
        ...

    async def forget_payers(self, charge: str) -> None:
        """Its money is back with whoever paid it: no account is kept for it any longer."""
        ...

    async def reverse(self, line: int, actor: str, reason: str, now: datetime) -> int:
        """Take a grant or purchase back, once, as far as it is unused; return the units taken. Raises `NotFound`."""
        ...

    async def reversed(self, line: int) -> int | None:
        """The units that were taken back for this line. None: it was not reversed."""
        ...

    async def refund_job(self, job: int, actor: str, reason: str, now: datetime) -> int:
        """Give the units of a delivered job back into the pack, once; return how many (0: nothing to give back)."""
        ...
