"""Answers and parcels of the robot: on the message's stream while it can change, then the late way, then the mailbox."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

import orjson

from adapters.chat.wechat.body import Body
from adapters.chat.wechat.captions import message_of
from adapters.chat.wechat.mailbox import Mailbox, Waiting
from adapters.chat.wechat.shown_cards import ShownCards
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.wecom_bot.back import Back
from adapters.chat.wechat.wecom_bot.frames import Frames, buttons_card, markdown
from adapters.chat.wechat.wecom_bot.inbound import PLATFORM
from adapters.chat.wechat.wecom_bot.late import Late, linked
from adapters.chat.wechat.wecom_bot.streams import Stream, Streams
from adapters.chat.wechat.words import Words, shorten
from bot.errors import SlowDown, WindowShut
from bot.model import Address, ChatKind
from bot.ports import Answer, Parcel, Receipt

log = logging.getLogger(__name__)

_CAPTION = 300


class Voice:
    """`taking` is how long (seconds) the platform may need to fetch the last frame of a stream."""

    def __init__(
        self,
        *,
        streams: Streams,
        frames: Frames,
        late: Late,
        mailbox: Mailbox,
        cards: ShownCards,
        tongues: Tongues,
        link: Callable[[int], str],
        taking: float = 30.0,
    ) -> None:
        self._streams = streams
        self._frames = frames
        self._late = late
        self._mailbox = mailbox
        self._cards = cards
        self._tongues = tongues
        self._link = link
        self._taking = taking

    async def say(self, to: Address, answer: Answer, edit: str | None) -> str | None:
        """The stream's id as the message id. Words on the way to a picture go nowhere else than on the stream."""
        back, own = Back.read(to.hint), await self._tongues.heard(to)
        said = markdown(answer.text)
        if answer.document is not None:
            said = f"{said}\n{own('wechat.no_file')}".strip()
        card = await self._kept(buttons_card(own("wechat.choose"), answer.buttons))
        stream = await self._streams.writable(edit or back.stream)
        if stream is not None:
            return await self._on_stream(stream, to, answer, said, card)
        if answer.pending is None:
            await self._lately(to, back, said, card)
        return None

    async def _on_stream(self, stream: Stream, to: Address, answer: Answer, said: str, card: Body | None) -> str:
        words = "\n\n".join([*await self._waiting(to.chat), said]).strip()
        pictures = ((answer.picture.digest, answer.picture.media_type),) if answer.picture else ()
        if answer.picture is not None:
            self._frames.keep(answer.picture)
        finish = answer.pending is None or stream.brief
        await self._streams.change(
            stream.id,
            lambda one: one if one.finish else replace(one, content=words, card=card, pictures=pictures, finish=finish),
        )
        return stream.id

    async def _lately(self, to: Address, back: Back, said: str, card: Body | None) -> None:
        try:
            await self._late.say(to, back, said, card)
        except WindowShut:
            await self._mailbox.keep(to.chat, Waiting(to.hint, words=said))

    async def toast(self, token: str, words: str) -> None:
        """The short answer to a press; `token` holds its chat and its way back."""
        chat, hint = orjson.loads(token)
        address = Address(PLATFORM, chat, ChatKind.PRIVATE, hint=hint)
        await self.say(address, Answer(words), None)

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        """Return when the platform has taken the frame with the pictures.

        Raises `SlowDown` for a chat that has all it may get just now, `WindowShut`, `PictureUnsuitable`.
        """
        if wait := await self._late.booked(to.chat):
            raise SlowDown("as many messages as the platform shows", retry_after=wait)
        pictures, own = [sheet.stored.id for sheet in parcel.sheets], await self._tongues.heard(to)
        if parcel.original:
            links = "\n".join([own("wechat.original"), *linked(own, self._link, pictures)])
            await self._link_to(to, links)
            return Receipt((f"{parcel.job}-original",))
        for sheet in parcel.sheets:
            self._frames.keep(sheet.picture)
            await self._frames.bytes_of(sheet.picture.digest, sheet.picture.media_type)
        caption = markdown(shorten(parcel.caption, _CAPTION))
        title = own("wechat.picture_of", code=parcel.job, number=1)
        card = await self._kept(buttons_card(title, parcel.buttons))
        back = Back.read(to.hint)
        try:
            return await self._shown(to, back, parcel, caption, card)
        except WindowShut:
            await self._mailbox.keep(to.chat, Waiting(to.hint, parcel.job, tuple(pictures)))
            raise
        finally:
            self._frames.drop([sheet.picture.digest for sheet in parcel.sheets])

    async def _shown(self, to: Address, back: Back, parcel: Parcel, caption: str, card: Body | None) -> Receipt:
        receipt = Receipt(tuple(message_of(sheet.stored.id) for sheet in parcel.sheets))
        stream = await self._streams.writable(back.stream)
        if stream is not None:
            kinds = tuple((sheet.picture.digest, sheet.picture.media_type) for sheet in parcel.sheets)
            last = await self._streams.change(
                stream.id,
                lambda one: (
                    one
                    if one.finish
                    else replace(one, content=caption, pictures=kinds, card=card, finish=True, booked=True)
                ),
            )
            ours = last is not None and last.pictures == kinds  # else it ended just before
            if ours and await self._streams.taken(stream.id, self._taking):
                return receipt
        await self._late.show(to, back, caption, card, parcel.sheets)
        return receipt

    async def _link_to(self, to: Address, words: str) -> None:
        """Words with links of our own in them."""
        back = Back.read(to.hint)
        stream = await self._streams.writable(back.stream)
        if stream is None:
            await self._lately(to, back, words, None)
        else:
            await self._streams.change(stream.id, lambda one: replace(one, content=words, finish=True))

    async def _kept(self, card: Body | None) -> Body | None:
        if card is not None:
            await self._cards.keep(card)
        return card

    async def _waiting(self, chat: str) -> Sequence[str]:
        """What waits for this chat, told once: from here on it is on the way."""
        waiting = await self._mailbox.waiting(chat)
        await self._mailbox.remove(chat, waiting)
        own = await self._tongues.of(chat)
        return [self._told(one, own) for one in waiting]

    def _told(self, one: Waiting, own: Words) -> str:
        if not one.pictures:
            return one.words
        return "\n".join([own("wechat.ready", code=one.job), *linked(own, self._link, one.pictures)])
