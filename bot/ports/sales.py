"""A platform that sells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.model import Address, Chat, Identity


@dataclass(frozen=True, slots=True)
class Invoice:
    """Something for sale. `payload` comes back with the payment (1 to 128 bytes, ours alone); `price` in the platform's money.

    `title` is at most 32 characters, `words` at most 255, in the buyer's language.
    """

    title: str
    words: str
    payload: str
    price: int


@dataclass(frozen=True, slots=True)
class Payment:
    """The platform itself says that it has charged `price`. `charge` is unique for ever and what a refund names."""

    buyer: Identity
    chat: Chat
    payload: str
    price: int
    charge: str
    at: datetime


class Till(Protocol):
    """What the core decides about selling. The platform vouches for payloads: what comes back is what an invoice carried."""

    async def check(self, buyer: Identity, payload: str, price: int, language: str | None) -> str | None:
        """Just before the platform charges, within seconds: None when it may, else why not, in words for the buyer.

        An empty payload is one that no invoice of ours carried.
        """
        ...

    async def paid(self, payment: Payment) -> str | None:
        """Credit it, once however often it is told; return, once that is stored, what the buyer is to hear, if anything."""
        ...

    async def returned(self, buyer: Identity, charge: str) -> str | None:
        """The platform has paid this charge back, whoever asked it to: take its units back. Returns words like `paid`."""
        ...


@runtime_checkable
class Cashier(Protocol):
    """What a selling platform does for the core."""

    async def bill(self, to: Address, invoice: Invoice) -> str | None:
        """Show an invoice; return its message id. Raises `DeliveryError`."""
        ...

    async def payer(self, charge: str) -> Identity | None:
        """Who paid it, as the platform itself remembers; None: it knows no such payment. Raises `DeliveryError`."""
        ...

    async def give_back(self, buyer: Identity, charge: str) -> bool:
        """Pay a charge back. False: it was given back before. Raises `NotFound` (`refund.nothing`) and `DeliveryError`."""
        ...
