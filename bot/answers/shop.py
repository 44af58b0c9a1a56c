"""The shop: packs of units for the platform's own money, in private; and whom to ask about a payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.answers.sales import payload_of
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.member import Buy, PaySupport
from bot.commands.values import number
from bot.errors import Banned, NotAllowed, NotFound
from bot.model import Action, Button, Pack
from bot.ports import Answer, Cashier, Invoice

_NEVER = 9999  # the year in which a ban for good ends


class Shop:
    """`cashiers` by the name of their platform."""

    def __init__(self, packs: Sequence[Pack], cashiers: Mapping[str, Cashier]) -> None:
        self._packs = {pack.units: pack for pack in packs}
        self._cashiers = cashiers

    commands = (Buy, PaySupport)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises `NotAllowed` where nothing is sold."""
        self._open(scene)
        match command:
            case Buy(pack=None):
                return self._shelf(scene)
            case Buy(pack=str() as word):
                return self._chosen(scene, number(word), word)
            case PaySupport():
                return Said(scene.answer("paysupport.text"))
            case _:
                raise NotAllowed("command.not_here")

    async def press(self, scene: Scene, units: int) -> Said:
        """An invoice for the pack of so many units, to whoever pressed."""
        self._open(scene)
        return self._chosen(scene, units, str(units))

    def _open(self, scene: Scene) -> Cashier:
        cashier = self._cashiers.get(scene.platform.name)
        if cashier is None or not scene.platform.traits.sells or not self._packs:
            raise NotAllowed("buy.closed")
        return cashier

    def _shelf(self, scene: Scene) -> Said:
        self._private(scene)
        packs = list(self._packs.values())
        lines = [scene.say("buy.title"), *(f"· {_label(scene, pack)}" for pack in packs)]
        return Said(Answer("\n".join(lines), buttons=tuple((_button(scene, pack),) for pack in packs)))

    def _chosen(self, scene: Scene, units: int | None, word: str) -> Said:
        self._private(scene)
        pack = None if units is None else self._packs.get(units)
        if pack is None:
            raise NotFound("buy.unknown", value=word)
        return Said(then=partial(self._bill, scene, pack))

    async def _bill(self, scene: Scene, pack: Pack, _message: str | None) -> None:
        title = scene.say("buy.invoice_title", units=pack.units)
        words = scene.say("buy.invoice_text", units=pack.units)
        to = replace(scene.address, reply_to=None) if scene.incoming.press else scene.address
        await self._open(scene).bill(to, Invoice(title, words, payload_of(pack), pack.price))

    def _private(self, scene: Scene) -> None:
        """In a group anybody could pay somebody else's invoice. Raises `NotAllowed`, `Banned` for who is shut out."""
        if not scene.private:
            raise NotAllowed("private.only")
        until = scene.someone().banned_until
        if until is not None and until > scene.now:
            raise Banned(None if until.year == _NEVER else until)


def _label(scene: Scene, pack: Pack) -> str:
    return scene.say("buy.pack", units=pack.units, price=f"{pack.price} ⭐")


def _button(scene: Scene, pack: Pack) -> Button:
    return replace(scene.button(Action.BUY, pack.units), label=_label(scene, pack))
