"""What the core decides while a platform sells: whether it may charge, what a payment is worth, what a refund takes back."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.errors import NotFound, StoreError
from bot.model import Identity, Pack, Person
from bot.ports import Clock, NoticeStore, PackStore, Payment, PeopleStore
from bot.texts import Texts

log = logging.getLogger(__name__)

_TOLD = 30 * 86_400.0  # seconds in which nobody is thanked twice for one payment


def payload_of(pack: Pack) -> str:
    """What an invoice carries: enough to keep the promise although the operator sells something else by then."""
    return f"pack:{pack.units}:{pack.price}"


def pack_of(payload: str) -> Pack | None:
    word, *numbers = payload.split(":")
    if word != "pack" or len(numbers) != 2 or not all(part.isascii() and part.isdigit() for part in numbers):
        return None
    return Pack(int(numbers[0]), int(numbers[1]))


class Sales:
    """Implements `bot.ports.Till`. `packs` are on sale now; `language` and `timezone` are the house's own."""

    def __init__(
        self,
        packs: Sequence[Pack],
        *,
        units: PackStore,
        people: PeopleStore,
        notices: NoticeStore,
        texts: Texts,
        clock: Clock,
        language: str,
        timezone: str,
    ) -> None:
        self._on_sale = frozenset(packs)
        self._units = units
        self._people = people
        self._notices = notices
        self._texts = texts
        self._clock = clock
        self._language = language
        self._timezone = timezone

    async def check(self, buyer: Identity, payload: str, price: int, language: str | None) -> str | None:
        """Nothing is charged for a pack that is gone or costs something else by now, nor to somebody who is shut out."""
        try:
            person = await self._person(buyer, language)
        except StoreError:
            log.exception("a checkout cannot be checked")
            return self._texts.say(self._texts.nearest(language or self._language), "error.store")
        spoken = self._texts.nearest(person.language)
        if person.banned_until is not None and person.banned_until > self._clock.now():
            return self._texts.say(spoken, "person.banned", until="")
        pack = pack_of(payload)
        if pack not in self._on_sale or pack.price != price:
            return self._texts.say(spoken, "buy.gone")
        return None

    async def paid(self, payment: Payment) -> str | None:
        """The money is taken: the pack of the invoice is owed, on sale or not, to whoever paid."""
        pack = pack_of(payment.payload)
        if pack is None or pack.price != payment.price:
            log.error("a payment that is not for one of our packs", extra={"charge": payment.charge})
            return None
        person = await self._person(payment.buyer)
        reason = f"{pack.units} units for {pack.price} stars"
        await self._units.purchase(person.id, pack.units, payment.charge, reason, self._clock.now())
        if not await self._notices.once(f"paid/{payment.charge}", self._clock.now(), _TOLD):
            return None
        total = await self._units.balance(person.id)
        return self._texts.say(self._texts.nearest(person.language), "buy.thanks", count=pack.units, total=total)

    async def returned(self, buyer: Identity, charge: str) -> str | None:
        """The units go back as far as they are unused; an owner's refund may have taken them a moment before."""
        line = await self._units.by_charge(charge)
        if line is None:
            log.error("a payment was given back that was never credited", extra={"charge": charge})
            return None
        try:
            taken = await self._units.reverse(line, "payment", "given back", self._clock.now())
        except NotFound:
            taken = await self._units.reversed(line) or 0
        await self._units.forget_payers(charge)
        if not await self._notices.once(f"returned/{charge}", self._clock.now(), _TOLD):
            return None
        person = await self._person(buyer)
        return self._texts.say(self._texts.nearest(person.language), "buy.refunded", count=taken)

    async def _person(self, buyer: Identity, language: str | None = None) -> Person:
        return await self._people.person(buyer, language or self._language, self._timezone)
