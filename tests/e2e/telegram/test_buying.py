"""Packs sold for Stars, from /buy to the refund: real service, emulated Bot API, both libraries."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.app import run
from bot.model import Identity, Limit, WindowKind
from bot.ports import Change
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.service import SECRET, Service, serving
from tests.emulators.telegram import Phone

PACKS: dict[str, Any] = {"packs": "20:50,100:200"}
SHUT = "You cannot use this service. If you think that is wrong: /appeal"
GONE = "That pack is not sold any more. /buy shows the others."


async def invoice(ann: Phone, label: str = "20 units · 50 ⭐") -> int:
    """The message of an invoice, chosen from the shelf."""
    ann.say("/buy")
    shelf = (await ann.until(lambda seen: seen[-1:] and seen[-1].buttons))[-1]
    ann.press(shelf.id, label)
    return (await ann.until(lambda seen: seen[-1].invoice))[-1].id


async def units(service: Service, ann: Phone) -> int:
    store = service.house.store
    person = await store.people.person(Identity("telegram", str(ann.id)), "en", "UTC")
    return await store.packs.balance(person.id)


def lines(folder: Path) -> list[tuple[str, int, str, str]]:
    """The ledger's lines about packs: kind, units, actor, reason."""
    with closing(sqlite3.connect(folder / "bananabot.db")) as file:
        return file.execute("SELECT kind, units, actor, reason FROM ledger WHERE job IS NULL ORDER BY id").fetchall()


async def said(ann: Phone, words: str) -> None:
    await ann.until(lambda seen: any(words in one.text for one in seen))


async def test_a_pack_is_bought_used_and_its_rest_given_back(stage: Stage, tmp_path: Path) -> None:
    ann, root = stage.phone(), stage.phone("Root")
    more: dict[str, Any] = {"quota_person": "1/day", "owners": f"telegram:{root.id}"}
    async with serving(stage, tmp_path, **PACKS, **more) as service:
        message = await invoice(ann)
        seen = ann.answers[-1].invoice
        assert seen is not None
        assert (seen["title"], seen["currency"], seen["total_amount"]) == ("20 units", "XTR", 50)
        assert (await ann.answered(ann.checkout(message)))["ok"] is True
        assert await units(service, ann) == 0
        charge = ann.pay(message, times=2)
        await said(ann, "20 units more; you now have 20")
        for prompt in ("a red fox", "a blue fox"):
            ann.say(prompt)
        await ann.until(lambda seen: sum(bool(one.picture) for one in seen) == 2)
        for job in (1, 2):
            await service.ended(job)
        assert await units(service, ann) == 19
        root.say(f"/refund {charge} asked for it")
        await said(root, f"Given back for {charge}: 19 units.")
        await said(ann, "19 units are taken back")
        assert stage.town.charges[charge]["refunded"]
        assert await units(service, ann) == 0
        root.say(f"/refund {charge}")
        await said(root, "was taken back before")
        assert [one.text for one in ann.answers].count("Thank you! 20 units more; you now have 20.") == 1
        assert lines(tmp_path) == [
            ("purchase", 20, "payment", "20 units for 50 stars"),
            ("reversal", 19, *refunded(lines(tmp_path), f"telegram:{root.id}")),
        ]


def refunded(found: list[tuple[str, int, str, str]], owner: str) -> tuple[str, str]:
    """By the owner, or by Telegram's own word about that refund, whichever was quicker."""
    line = found[-1][2:]
    assert line in {(owner, "asked for it"), ("payment", "given back")}
    return line


@pytest.mark.parametrize(
    "forged",
    [
        {"total_amount": 1},
        {"currency": "USD"},
        {"invoice_payload": "pack:1000:50"},
        {"invoice_payload": "pack:20:50"},
        {"invoice_payload": ""},
    ],
)
async def test_a_forged_order_is_neither_charged_nor_credited(
    stage: Stage, tmp_path: Path, forged: dict[str, Any]
) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, **PACKS) as service:
        message = await invoice(ann)
        answer = await ann.answered(ann.checkout(message, **forged))
        assert (answer["ok"], answer["error_message"]) == (False, GONE)
        ann.pay(message, **forged)
        ann.say("/quota")
        await said(ann, "What you have left")
        assert await units(service, ann) == 0
        assert lines(tmp_path) == []


async def test_a_pack_that_changed_is_not_charged_but_what_was_paid_is_owed(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, **PACKS):
        message = await invoice(ann)
        assert (await ann.answered(ann.checkout(message)))["ok"] is True
    async with serving(stage, tmp_path, packs="20:80") as service:
        answer = await ann.answered(ann.checkout(message))
        assert (answer["ok"], answer["error_message"]) == (False, GONE)
        ann.pay(message)
        await said(ann, "you now have 20")
        assert await units(service, ann) == 20


async def test_who_is_shut_out_cannot_buy(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, **PACKS) as service:
        message, store = await invoice(ann), service.house.store
        person = await store.people.person(Identity("telegram", str(ann.id)), "en", "UTC")
        await store.bans.ban(person.id, None, Change("test", "", "ban", "", "", service.house.clock.now()))
        answer = await ann.answered(ann.checkout(message))
        assert (answer["ok"], answer["error_message"]) == (False, SHUT)
        ann.say("/buy 20")
        await said(ann, SHUT)
        ann.pay(message)  # was agreed to before: what is paid for is owed
        await said(ann, "you now have 20")


async def test_what_telegrams_support_gives_back_is_taken_back(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, **PACKS) as service:
        message = await invoice(ann, "100 units · 200 ⭐")
        charge = ann.pay(message)
        await said(ann, "you now have 100")
        payment = stage.town.charges[charge]["payment"]
        for _ in range(2):
            note = stage.town.post(ann.private, {"from": stage.town.bot, "refunded_payment": payment})
            stage.town.tell("message", note)
        await said(ann, "100 units are taken back")
        assert await units(service, ann) == 0
        assert [line[:3] for line in lines(tmp_path)] == [
            ("purchase", 100, "payment"),
            ("reversal", 100, "payment"),
        ]


async def test_whoever_was_forgotten_gets_the_money_back(stage: Stage, tmp_path: Path) -> None:
    ann, root = stage.phone(username="ann"), stage.phone("Root")
    async with serving(stage, tmp_path, **PACKS, owners=f"telegram:{root.id}"):
        first, second = [ann.pay(await invoice(ann)) for _ in range(2)]
        await said(ann, "you now have 40")
        ann.say("/privacy")
        await said(ann, "Of a payment, the number of your account stays for a year")
        ann.say("/forgetme yes")
        await said(ann, "I have forgotten")
        assert kept(tmp_path) == {f"payers//{charge}": f"telegram:{ann.id}" for charge in (first, second)}
        root.say(f"/refund {first}")
        await said(root, f"Given back for {first}: 20 units.")
        assert stage.town.charges[first]["refunded"]
        assert kept(tmp_path) == {f"payers//{second}": f"telegram:{ann.id}"}


@pytest.mark.parametrize("first", ["taken", "forgotten"])
async def test_whose_units_alone_were_taken_gets_the_money_back_later(stage: Stage, tmp_path: Path, first: str) -> None:
    """`refund --line` takes units and gives no money; whoever asks to be forgotten, before it or after, is still owed that."""
    ann, root = stage.phone(), stage.phone("Root")
    async with serving(stage, tmp_path, **PACKS, owners=f"telegram:{root.id}") as service:
        packs, now = service.house.store.packs, service.house.clock.now()
        charge = ann.pay(await invoice(ann))
        await said(ann, "you now have 20")
        line = await packs.by_charge(charge)
        assert line is not None
        if first == "taken":
            assert await packs.reverse(line, "cli", "a mistake", now) == 20
        ann.say("/forgetme yes")
        await said(ann, "I have forgotten")
        if first == "forgotten":
            assert await packs.reverse(line, "cli", "a mistake", now) == 20
        assert kept(tmp_path) == ({} if first == "taken" else {f"payers//{charge}": f"telegram:{ann.id}"})
        root.say(f"/refund {charge}")
        await said(root, f"Given back for {charge}: 20 units.")
        assert stage.town.charges[charge]["refunded"]
        assert kept(tmp_path) == {}
        root.say(f"/refund {charge}")
        await said(root, "was taken back before")
        assert len(stage.api.made("refundStarPayment")) == 2


async def test_telegram_knows_who_paid_when_we_do_not_any_more(stage: Stage, tmp_path: Path) -> None:
    """A year after somebody was forgotten, a hundred payments later."""
    ann, root = stage.phone(), stage.phone("Root")
    async with serving(stage, tmp_path, **PACKS, owners=f"telegram:{root.id}") as service:
        message = await invoice(ann)
        order = stage.town.charges[f"{ann.id}:{message}"]
        others = {f"earlier {number}": {**order, "payer": root.id} for number in range(100)}
        stage.town.charges |= {name: {**one, "payment": {"total_amount": 50}} for name, one in others.items()}
        charge = ann.pay(message)
        await said(ann, "you now have 20")
        ann.say("/forgetme yes")
        await said(ann, "I have forgotten")
        await service.house.store.packs.forget_payers(charge)
        root.say(f"/refund {charge}")
        await said(root, f"Given back for {charge}: 20 units.")
        assert stage.town.charges[charge]["refunded"]
        assert [call.get("offset") for call in stage.api.made("getStarTransactions")] == [0, 100]


def kept(folder: Path) -> dict[str, str]:
    """The payers who were forgotten."""
    with closing(sqlite3.connect(folder / "bananabot.db")) as file:
        return dict(file.execute("SELECT key, value FROM notes WHERE key LIKE 'payers//%'"))


async def test_the_shelf_is_private_in_both_languages_and_only_where_something_is_sold(
    stage: Stage, tmp_path: Path
) -> None:
    room = stage.town.found("supergroup", "Club", -1001)
    ann, mei = stage.phone(), stage.phone("Mei", language_code="zh-hans")
    async with serving(stage, tmp_path, **PACKS) as service:
        mei.say("充值")
        shelf = (await mei.until(lambda seen: seen))[-1]
        assert shelf.buttons == (("20 张 · 50 ⭐",), ("100 张 · 200 ⭐",))
        mei.press(shelf.id, "200 ⭐")
        await mei.until(lambda seen: seen[-1].invoice)
        mei.say("支付帮助")
        await said(mei, "支付有问题")
        ann.say("/buy 30")
        await said(ann, "There is no pack “30”.")
        ann.say("/help")
        await said(ann, "/buy")
        await service.house.store.office.limit_person(
            1, [Limit(0, WindowKind.DAY)], Change("test", "", "", "", "", service.house.clock.now())
        )
        mei.say("一只猫")
        await said(mei, "充值")
        bob = stage.phone("Bob").join(room)
        bob.say("/buy")
        await said(bob, "Let us do that in a private chat.")
        async with asyncio.timeout(30):
            while ("all_private_chats", "") not in stage.town.commands:
                await stage.town.change.wait()
        assert "buy" in [command["command"] for command in stage.town.commands["all_private_chats", ""]]
    async with serving(stage, tmp_path):
        ann.say("/buy")
        await said(ann, "Nothing is sold here.")


async def test_the_command_line_gives_money_back_while_the_service_runs(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ann = stage.phone()
    for name in [name for name in os.environ if name.startswith("BANANABOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANANABOT_DATA", str(tmp_path))
    monkeypatch.setenv("BANANABOT_SECRET", SECRET.decode())
    monkeypatch.setenv("BANANABOT_TELEGRAM_TOKEN", stage.town.token)
    monkeypatch.setenv("BANANABOT_TELEGRAM_API_URL", stage.api.url)
    monkeypatch.setenv("BANANABOT_TELEGRAM_LIBRARY", stage.settings.library)
    async with serving(stage, tmp_path, **PACKS) as service:
        charge = ann.pay(await invoice(ann))
        await said(ann, "you now have 20")
        assert await asyncio.to_thread(run, ["refund", charge, "--reason", "asked for it"]) == 0
        assert f"{charge}: the money is given back, 20 units are taken back" in capsys.readouterr().out
        await said(ann, "20 units are taken back")
        assert await units(service, ann) == 0
        assert await asyncio.to_thread(run, ["refund", charge]) == 1
        assert "taken back before" in capsys.readouterr().err
        assert await asyncio.to_thread(run, ["refund", "invented"]) == 1
        assert "no such payment" in capsys.readouterr().err
