from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.errors import NotFound
from bot.model import Address, ChatKind, Identity
from bot.ports import Invoice, Payment
from tests.e2e.telegram.conftest import Stage
from tests.emulators.telegram import Phone
from tests.emulators.telegram.faults import Lost

PACK = Invoice("100 pictures", "They never expire.", "pack:100", 250)


@dataclass
class Drawer:
    """A till that credits each charge once, and may fail on the way."""

    refusal: str | None = None
    credited: dict[str, Payment] = field(default_factory=dict[str, Payment])
    given_back: list[tuple[Identity, str]] = field(default_factory=list[tuple[Identity, str]])
    told: int = 0
    failures: int = 0

    async def check(self, buyer: Identity, payload: str, price: int, language: str | None) -> str | None:
        assert (payload, price, language) == ("pack:100", 250, "en")
        return self.refusal

    async def paid(self, payment: Payment) -> str | None:
        self.told += 1
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the disk is full")
        self.credited[payment.charge] = payment
        return "Thank you!"

    async def returned(self, buyer: Identity, charge: str) -> str | None:
        self.given_back.append((buyer, charge))
        return "It is yours again."


def at(phone: Phone) -> Address:
    return Address("telegram", str(phone.id), ChatKind.PRIVATE)


async def test_a_pack_is_sold_and_given_back(stage: Stage) -> None:
    ann, till = stage.phone(), Drawer(failures=1)
    async with stage.listening(till=till) as core, stage.platform(till=till) as platform:
        assert platform.traits.sells
        message = await platform.bill(at(ann), PACK)
        assert message is not None
        [seen] = ann.answers
        assert seen.invoice is not None
        assert seen.invoice["total_amount"] == 250
        assert (await ann.answered(ann.checkout(int(message))))["ok"] is True
        assert till.told == 0
        charge = ann.pay(int(message))
        async with asyncio.timeout(60):
            while charge not in till.credited:
                await asyncio.sleep(0.01)
        payment = till.credited[charge]
        assert (payment.buyer, payment.payload, payment.price) == (Identity("telegram", str(ann.id)), "pack:100", 250)
        assert till.told == 2
        assert core.incoming == []
        await ann.until(lambda seen: seen[-1].text == "Thank you!")
        assert await platform.give_back(payment.buyer, charge)
        await ann.until(lambda seen: seen[-1].text == "It is yours again.")
        assert till.given_back == [(payment.buyer, charge)]
        assert not await platform.give_back(payment.buyer, charge)
        with pytest.raises(NotFound):
            await platform.give_back(payment.buyer, "invented")


async def test_what_the_till_does_not_want_is_not_charged(stage: Stage) -> None:
    ann, till = stage.phone(), Drawer(refusal="These packs are gone.")
    async with stage.listening(till=till), stage.platform(till=till) as platform:
        message = await platform.bill(at(ann), PACK)
        answer = await ann.answered(ann.checkout(int(message or 0)))
        assert (answer["ok"], answer["error_message"]) == (False, "These packs are gone.")


async def test_where_nothing_is_sold_nothing_is_charged(stage: Stage) -> None:
    ann = stage.phone()
    async with stage.listening() as core, stage.platform() as platform:
        assert not platform.traits.sells
        message = await platform.bill(at(ann), PACK)
        query = ann.checkout(int(message or 0))
        ann.say("a fox")
        await core.until_heard(1)
        assert stage.town.checkouts[query] is None


async def test_a_checkout_whose_answer_was_lost_is_answered_again(stage: Stage) -> None:
    ann, till = stage.phone(), Drawer()
    stage.api.faults.plan("answerPreCheckoutQuery", Lost.BEFORE)
    async with stage.listening(till=till), stage.platform(till=till) as platform:
        message = await platform.bill(at(ann), PACK)
        assert (await ann.answered(ann.checkout(int(message or 0))))["ok"] is True
