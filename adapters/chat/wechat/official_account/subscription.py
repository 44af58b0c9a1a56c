"""The way back of an unverified account: one passive reply a message, and cards or links instead of uploads.

Nothing can be pushed. What is not ready in time waits in the mailbox and is handed over with the person's next message.
"""

from __future__ import annotations

from adapters.chat.wechat.captions import message_of
from adapters.chat.wechat.mailbox import Waiting
from adapters.chat.wechat.official_account.lobby import Lobby
from adapters.chat.wechat.slots import Reply
from adapters.chat.wechat.words import Words
from bot.errors import WindowShut
from bot.model import Address
from bot.ports import Answer, Parcel, Receipt


class SubscriptionCourier:
    def __init__(self, lobby: Lobby) -> None:
        self._mailbox, self._scribe, self._slots, self._tongues = (
            lobby.mailbox,
            lobby.scribe,
            lobby.slots,
            lobby.tongues,
        )

    async def say(self, to: Address, answer: Answer) -> str | None:
        """Answer the open callback; hold the words back while the picture they announce may still be that answer."""
        said = _spoken(answer, await self._tongues.heard(to))
        words = await self._scribe.text(to.chat, said, () if answer.pending else answer.buttons)
        if not words:
            return None
        slot = self._slots.get(to.hint)
        reply = await self._scribe.reply(to.chat, words) if slot is not None else None
        if slot is None or reply is None:
            if answer.pending is None:
                await self._mailbox.keep(to.chat, Waiting(to.hint, words=words))
            return None
        pending = answer.pending
        if pending is not None and not reply.shown and self._slots.worth_waiting(slot, pending.seconds or 0):
            slot.held = reply
            return None
        if await self._slots.offer(slot, reply):
            return to.hint
        if pending is None:
            await self._mailbox.keep(to.chat, Waiting(to.hint, words=words))
        return None

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        """A card or links as the passive reply; too late for that, they wait for the next message. Raises `WindowShut`."""
        await self._tongues.heard(to)
        slot = self._slots.get(to.hint)
        if slot is not None:
            reply = Reply(await self._scribe.card(to.chat, parcel), jobs=(parcel.job,))
            if await self._slots.offer(slot, reply):
                return Receipt(tuple(message_of(sheet.stored.id) for sheet in parcel.sheets))
        pictures = tuple(sheet.stored.id for sheet in parcel.sheets)
        await self._mailbox.keep(to.chat, Waiting(to.hint, parcel.job, pictures))
        raise WindowShut("this account cannot push: the picture waits under its code")

    async def working(self, to: Address) -> None:
        """Nothing can be shown."""


def _spoken(answer: Answer, own: Words) -> str:
    if answer.pending is not None:
        return f"{answer.text}\n{own('wechat.fetch', code=answer.pending.job)}"
    if answer.picture is None and answer.document is None:
        return answer.text
    return f"{answer.text}\n{own('wechat.no_file')}".strip()
