"""Telegram Stars: invoices out, checkouts answered, payments told; currency XTR, no provider token, one price.

https://core.telegram.org/bots/payments-stars; a checkout must be answered within 10 seconds, and nothing is ever
credited without a `successful_payment` from Telegram itself.
"""

from __future__ import annotations

import logging
from typing import Any

from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.asking import ask
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.inbound import PLATFORM, chat_of, moment
from adapters.chat.telegram.post import Post, message_id
from adapters.chat.telegram.refusals import meaning
from adapters.chat.telegram.seal import Seal
from adapters.chat.telegram.senders import identity_of
from adapters.chat.telegram.speech import place
from bot.errors import DeliveryDoubtful, DeliveryError, NotFound
from bot.model import Address, ChatKind, Identity
from bot.ports import Clock, Invoice, Payment, Till

log = logging.getLogger(__name__)

CURRENCY = "XTR"

_PAGE = 100  # transactions in one answer
_MOST_PAID = 100_000
_CHECKOUT = 9.0  # seconds of the ten in which it must be answered


class Stars:
    """`till` None: nothing is sold here. Payloads are sealed: a host's own invoices, and forged ones, are none of ours."""

    def __init__(self, api: Api, post: Post, till: Till | None, *, secret: bytes, clock: Clock) -> None:
        self._api = api
        self._post = post
        self._till = till
        self._seal = Seal(secret, "telegram invoices")
        self._clock = clock

    def ours(self, order: Node) -> bool:
        """Whether a checkout, a payment or a refund is for an invoice of ours."""
        return self._till is not None and bool(self._payload(order))

    async def bill(self, to: Address, invoice: Invoice) -> str:
        body: dict[str, Any] = {
            "title": invoice.title,
            "description": invoice.words,
            "payload": self._seal.shut(invoice.payload),
            "currency": CURRENCY,
            "prices": [{"label": invoice.title, "amount": invoice.price}],
        }
        return message_id(await self._post.send(to, "sendInvoice", {**place(to), **body}))

    async def payer(self, charge: str) -> Identity | None:
        """Looks through all that the bot was ever paid, page by page."""
        for start in range(0, _MOST_PAID, _PAGE):
            try:
                told = Node(await self._asked("getStarTransactions", {"offset": start, "limit": _PAGE}))
            except Refused:  # a server that keeps no such book
                break
            page = list(told["transactions"])
            buyers = [paid["source"]["user"] for paid in page if paid["id"].text == charge]
            if found := next((identity for buyer in buyers if (identity := identity_of(buyer))), None):
                return found
            if len(page) < _PAGE:
                break
        return None

    async def give_back(self, buyer: Identity, charge: str) -> bool:
        asked = {"user_id": int(buyer.account), "telegram_payment_charge_id": charge}
        try:
            await self._asked("refundStarPayment", asked)
        except Refused as refused:
            if refused.says("CHARGE_ALREADY_REFUNDED"):
                return False
            if refused.code == 400:
                raise NotFound("refund.nothing", code=charge) from refused
            raise meaning(refused) from refused
        return True

    async def _asked(self, method: str, parameters: dict[str, Any]) -> Any:
        """Raises `Refused` for what the server says cannot be, else `DeliveryError`."""
        try:
            return await self._api.call(method, parameters, seconds=30)
        except Refused as refused:
            if refused.code in {400, 404}:
                raise
            raise meaning(refused) from refused
        except (Unreached, Silent) as error:
            raise DeliveryDoubtful(str(error)) from error

    async def checkout(self, query: Node) -> None:
        """Agree to a charge only if the till does, now. An answer that comes too late does no harm."""
        buyer, price = identity_of(query["from"]), query["total_amount"].number
        if self._till is None or buyer is None or price is None:
            return
        language = query["from"]["language_code"].text or None
        refusal = await self._till.check(buyer, self._payload(query), price, language)
        answer = {"ok": True} if refusal is None else {"ok": False, "error_message": refusal}
        asked = {"pre_checkout_query_id": query["id"].text, **answer}
        try:
            await ask(self._api, self._clock, "answerPreCheckoutQuery", asked, patience=_CHECKOUT, seconds=_CHECKOUT)
        except Refused as refused:
            if refused.code != 400:
                raise
            log.warning("a checkout was not answered", extra={"reason": str(refused)})

    async def paid(self, message: Node) -> None:
        """Raises what the till raises: Telegram then tells us again."""
        said = message["successful_payment"]
        buyer, chat, price = identity_of(message["from"]), chat_of(message["chat"]), said["total_amount"].number
        charge, payload = said["telegram_payment_charge_id"].text, self._payload(said)
        if self._till is None or not charge or not payload or buyer is None or chat is None or price is None:
            log.error("a payment that nobody can take", extra={"charge": charge})
            return
        at = moment(message["date"], self._clock.now())
        words = await self._till.paid(Payment(buyer, chat, payload, price, charge, at))
        log.info("paid", extra={"charge": charge, "stars": price})
        await self._tell(buyer, words)

    async def returned(self, message: Node) -> None:
        """Telegram gave a payment back: because we asked, or because its own support did."""
        said = message["refunded_payment"]
        buyer, charge = identity_of(message["chat"]), said["telegram_payment_charge_id"].text
        if self._till is None or not charge or buyer is None or not self._payload(said):
            return
        words = await self._till.returned(buyer, charge)
        log.info("given back", extra={"charge": charge})
        await self._tell(buyer, words)

    # ── details ──

    def _payload(self, order: Node) -> str:
        """What our invoice carried; empty for anything else, and for any money but Stars."""
        return (self._seal.open(order["invoice_payload"].text) or "") if order["currency"].text == CURRENCY else ""

    async def _tell(self, buyer: Identity, words: str | None) -> None:
        """The money is counted already: words that do not arrive change nothing."""
        if words is None:
            return
        try:
            await self._post.send(Address(PLATFORM, buyer.account, ChatKind.PRIVATE), "sendMessage", {"text": words})
        except DeliveryError as error:
            log.info("the buyer was not told", extra={"reason": str(error)})
