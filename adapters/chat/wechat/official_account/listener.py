"""Before the core sees a message: grants are counted, numbers become presses, pictures wait for their words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from adapters.chat.wechat.body import Body
from adapters.chat.wechat.captions import Captions, message_of
from adapters.chat.wechat.official_account import inbound
from adapters.chat.wechat.official_account.lobby import Lobby
from adapters.chat.wechat.official_account.pushes import CLICK, MESSAGE, Pushes
from adapters.chat.wechat.passive import Text
from adapters.chat.wechat.slots import Reply
from adapters.chat.wechat.words import digit
from bot.model import Incoming
from bot.ports import Receive


class AccountListener:
    """`pushes` None: an account that cannot push. `heard` is told who wrote."""

    def __init__(self, lobby: Lobby, pushes: Pushes | None, heard: Callable[[str], None]) -> None:
        self._notes, self._scribe, self._slots = lobby.notes, lobby.scribe, lobby.slots
        self._captions = Captions(lobby.notes)
        self._pushes = pushes
        self._heard = heard
        self._receive: Receive | None = None

    @property
    def listening(self) -> bool:
        return self._receive is not None

    def listen(self, receive: Receive | None) -> None:
        self._receive = receive

    def read(self, body: Body) -> Incoming | None:
        return inbound.read(body)

    async def take(self, incoming: Incoming) -> None:
        """Hand the message to the core; returns when it is stored."""
        receive = self._receive
        assert receive is not None
        account = incoming.chat.id
        if incoming.left:
            await self._notes.forget(account)
            await receive(incoming)
            self._settle(incoming, None)
            return
        self._heard(account)
        await self._grant(incoming)
        number = digit(incoming.text)
        if number is None:
            await receive(await self._captions.joined(incoming))
            return
        chosen = await self._chosen(incoming, number)
        if chosen is not None:
            await receive(chosen)
        elif number != 0 or not await self._turned(incoming):
            self._settle(incoming, await self._scribe.nothing_to_choose(incoming.chat.id, number))

    async def last(self, incoming: Incoming, held: Reply | None) -> Reply | None:
        """Time is up: the words that were held back, with whatever is ready by now. Silence would look like a loss."""
        if incoming.left:
            return None
        account = incoming.chat.id
        words = held.content.words if held is not None and isinstance(held.content, Text) else ""
        reply = await self._scribe.reply(account, words, announced=incoming.event)
        return reply or await self._scribe.not_yet(account, pushed=self._pushes is not None)

    async def _grant(self, incoming: Incoming) -> None:
        if self._pushes is None:
            return
        event = incoming.event.startswith(f"{incoming.chat.id}-")
        await self._pushes.grant(incoming.chat.id, CLICK if event else MESSAGE)

    async def _turned(self, incoming: Incoming) -> bool:
        """0 asks for the next page of a long answer."""
        page = await self._scribe.further(incoming.chat.id)
        if page is None:
            return False
        self._settle(incoming, Reply(Text(page)))
        return True

    def _settle(self, incoming: Incoming, reply: Reply | None) -> None:
        slot = self._slots.get(incoming.event)
        if slot is not None:
            slot.settle(reply)

    async def _chosen(self, incoming: Incoming, number: int) -> Incoming | None:
        """The press that a number stands for. One that stands for nothing is no wish: nobody wants to pay for a picture of "7"."""
        account = incoming.chat.id
        press = await self._scribe.press(account, number, incoming.event)
        if press is None:
            return None
        press = replace(press, token=f"{account} {incoming.event}", message=message_of(press.subject))
        return await self._captions.joined(replace(incoming, text="", press=press))
