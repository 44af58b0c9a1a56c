"""Telegram Stars: invoices out, checkouts answered, payments told; currency XTR, no provider token, one price.

https://core.telegram.org/bots/payments-stars; a checkout must be answered within 10 seconds, and nothing is ever
credited without a `successful_payment` from Telegram itself.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.inbound import chat_of
from adapters.chat.telegram.post import Post
from adapters.chat.telegram.refusals import meaning
from adapters.chat.telegram.senders import identity_of
from adapters.chat.telegram.speech import place
from bot.errors import DeliveryDoubtful, NotFound
from bot.model import Address, Identity
from bot.ports import Clock, Invoice, Payment, Till

log = logging.getLogger(__name__)

CURRENCY = "XTR"


class Stars:
    """`till` None: nothing is sold here, and every checkout is left to fail."""

    def __init__(self, api: Api, post: Post, till: Till | None, clock: Clock) -> None:
        self._api = api
        self._post = post
        self._till = till
        self._clock = clock

    @property
    def sells(self) -> bool:
        return self._till is not None

    async def bill(self, to: Address, invoice: Invoice) -> str:
        body: dict[str, Any] = {
            "title": invoice.title,
            "description": invoice.words,
            "payload": invoice.payload,
            "currency": CURRENCY,
            "prices": [{"label": invoice.title, "amount": invoice.price}],
        }
        return str((await self._post.send(to, "sendInvoice", {**place(to), **body}))["message_id"])

    async def give_back(self, buyer: Identity, charge: str) -> bool:
        asked = {"user_id": int(buyer.account), "telegram_payment_charge_id": charge}
        try:
            await self._api.call("refundStarPayment", asked, seconds=30)
        except Refused as refused:
            if refused.says("CHARGE_ALREADY_REFUNDED"):
                return False
            if refused.code == 400:
                raise NotFound("refund.nothing", code=charge) from refused
            raise meaning(refused) from refused
        except (Unreached, Silent) as error:
            raise DeliveryDoubtful(str(error)) from error
        return True

    async def checkout(self, query: Node) -> None:
        """Agree to a charge only if the till does, now."""
        buyer, price = identity_of(query["from"]), query["total_amount"].number
        if self._till is None or buyer is None or price is None or query["currency"].text != CURRENCY:
            return
        language = query["from"]["language_code"].text or None
        refusal = await self._till.check(buyer, query["invoice_payload"].text, price, language)
        answer = {"ok": True} if refusal is None else {"ok": False, "error_message": refusal}
        await self._api.call("answerPreCheckoutQuery", {"pre_checkout_query_id": query["id"].text, **answer}, seconds=9)

    async def paid(self, message: Node) -> None:
        """Raises what the till raises: Telegram then tells us again."""
        said = message["successful_payment"]
        buyer, chat, price = identity_of(message["from"]), chat_of(message["chat"]), said["total_amount"].number
        charge, payload = said["telegram_payment_charge_id"].text, said["invoice_payload"].text
        if self._till is None or not charge or buyer is None or chat is None or price is None:
            log.error("a payment that nobody can take", extra={"charge": charge})
            return
        if said["currency"].text != CURRENCY:
            log.error("a payment in another currency", extra={"charge": charge, "currency": said["currency"].text})
            return
        seconds = message["date"].number
        at = self._clock.now() if seconds is None else datetime.fromtimestamp(seconds, UTC)
        await self._till.paid(Payment(buyer, chat, payload, price, charge, at))
        log.info("paid", extra={"charge": charge, "stars": price})
