"""Answers and parcels as WeCom messages: texts, pictures, files, and cards for buttons."""

from __future__ import annotations

import logging
from typing import Any

import orjson

from adapters.chat.wechat import cards
from adapters.chat.wechat.mailbox import Mailbox, Waiting
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.shown_cards import ShownCards
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.wecom_app.messages import Messages
from adapters.chat.wechat.words import Rows, Words, shorten
from bot.errors import DeliveryDoubtful, DeliveryError, Unreachable
from bot.ports import Answer, Parcel, Receipt, Sheet

log = logging.getLogger(__name__)

_CAPTION = 300
_SHOWN_SECONDS = 30 * 86_400.0


class Speech:
    def __init__(self, messages: Messages, notes: Notes, tongues: Tongues) -> None:
        self._messages = messages
        self._notes = notes
        self._tongues = tongues
        self._shown_cards = ShownCards(notes)
        self._mailbox = Mailbox(notes)

    async def say(self, member: str, answer: Answer) -> str | None:
        """The id of the last message it took. What cannot be said now is said before the next answer."""
        if answer.pending is not None:
            return await self._said(member, answer) if await self._messages.roomy(member) else None
        await self._kept(member)
        try:
            return await self._said(member, answer)
        except Unreachable:
            raise
        except DeliveryError:
            if answer.text:
                await self._mailbox.keep(member, Waiting("", words=answer.text))
            raise

    async def _kept(self, member: str) -> None:
        waiting = await self._mailbox.waiting(member)
        for one in waiting:
            await self._messages.text(member, one.words)
            await self._mailbox.remove(member, (one,))

    async def _said(self, member: str, answer: Answer) -> str | None:
        message: str | None = None
        on_card = any(answer.buttons) and cards.fits(answer.text)
        if answer.text and not on_card:
            message = await self._messages.text(member, answer.text)
        if answer.picture is not None:
            message = await self._messages.image(member, answer.picture)
        if answer.document is not None:
            one = answer.document
            message = await self._messages.file(member, one.name, one.data, one.media_type)
        if any(answer.buttons):
            own = await self._tongues.of(member)
            title, rest = _headed(answer.text, own) if on_card else (own("wechat.choose"), "")
            message = await self._cards(member, title, rest, answer.buttons)
        return message

    async def deliver(self, member: str, parcel: Parcel) -> Receipt:
        """The pictures, then their buttons. After the first picture arrived, a failure is doubtful: never sent all again."""
        messages: list[str] = []
        try:
            for sheet in parcel.sheets:
                messages.append(await self._sheet(member, parcel, sheet))  # noqa: PERF401 - what was sent must be known
        except DeliveryError as error:
            if not messages:
                raise
            raise DeliveryDoubtful(f"{len(messages)} of {len(parcel.sheets)} pictures: {error}") from error
        if not parcel.original:
            await self._described(member, parcel)
        return Receipt(tuple(messages))

    async def pressed(self, token: str, words: str) -> None:
        """The short answer to a press stands on its card, which is pressable again; without a card it is a message."""
        member, code, task = orjson.loads(token)
        card = await self._shown_cards.again(task, words) if code else None
        try:
            if card is not None:
                await self._messages.renew(member, code, card)
                return
        except DeliveryError as error:
            log.info("card not shown anew", extra={"error": str(error)})
        if words:
            await self._messages.text(member, words)

    async def shown(self, member: str, picture: int) -> str | None:
        """The message in which somebody got a picture, in the last 30 days."""
        message: Any = await self._notes.get(member, f"shown-{picture}")
        return None if message is None else str(message)

    async def _sheet(self, member: str, parcel: Parcel, sheet: Sheet) -> str:
        if not parcel.original:
            message = await self._messages.image(member, sheet.picture)
            await self._notes.put(member, f"shown-{sheet.stored.id}", message, _SHOWN_SECONDS)
            return message
        name = f"{parcel.job}-{sheet.stored.number}.{sheet.picture.media_type.partition('/')[2]}"
        return await self._messages.file(member, name, sheet.picture.data, sheet.picture.media_type)

    async def _described(self, member: str, parcel: Parcel) -> None:
        """The pictures are there; words that do not arrive are no reason to send them again."""
        caption = shorten(parcel.caption, _CAPTION)
        on_card = any(parcel.buttons) and cards.fits(caption)
        own = await self._tongues.of(member)
        try:
            if caption and not on_card:
                await self._messages.text(member, caption)
            for number, row in enumerate(parcel.buttons, 1):
                title = own("wechat.picture_of", code=parcel.job, number=number)
                await self._cards(member, title, caption if on_card and number == 1 else "", (row,))
        except DeliveryError as error:
            log.info("caption not delivered", extra={"error": str(error)})

    async def _cards(self, member: str, title: str, words: str, rows: Rows) -> str | None:
        message: str | None = None
        for card in cards.cards(title, words, rows):
            await self._shown_cards.keep(card)
            message = await self._messages.send(member, "template_card", card)
        return message


def _headed(said: str, own: Words) -> tuple[str, str]:
    """The title of a card and the words below it: nothing of what is said may be cut off."""
    title, _, rest = said.partition("\n")
    return (title, rest.lstrip("\n")) if len(title) <= cards.TITLE else (own("wechat.choose"), said)
