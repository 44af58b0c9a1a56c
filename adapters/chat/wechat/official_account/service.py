"""The way back of a verified account: passive words at once, then pictures pushed while the person's grants last."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from adapters.chat.wechat.captions import message_of
from adapters.chat.wechat.errors import UploadGone
from adapters.chat.wechat.mailbox import Waiting
from adapters.chat.wechat.media import Uploads
from adapters.chat.wechat.official_account.customer import Customer, refusals
from adapters.chat.wechat.official_account.lobby import Lobby
from adapters.chat.wechat.official_account.pushes import Pushes
from adapters.chat.wechat.passive import Image
from adapters.chat.wechat.slots import Reply
from bot.errors import DeliveryError, SlowDown, WindowShut
from bot.model import Address, Picture
from bot.ports import Answer, Parcel, Receipt, Sheet

log = logging.getLogger(__name__)


class ServiceCourier:
    def __init__(self, lobby: Lobby, customer: Customer, uploads: Uploads, pushes: Pushes) -> None:
        self._mailbox, self._scribe, self._slots, self._tongues = (
            lobby.mailbox,
            lobby.scribe,
            lobby.slots,
            lobby.tongues,
        )
        self._customer = customer
        self._uploads = uploads
        self._pushes = pushes

    async def say(self, to: Address, answer: Answer) -> str | None:
        """Passively while the callback is open, else as a push; words on the way to a picture are never pushed."""
        said, own = answer.text, await self._tongues.heard(to)
        if answer.document is not None:
            said = f"{said}\n{own('wechat.no_file')}".strip()
        # a list that the picture's own list soon replaces would make a late "1" mean something else
        words = await self._scribe.text(to.chat, said, () if answer.pending else answer.buttons)
        spoken = await self._replied(to, words)
        if not spoken and words and answer.pending is None:
            await self._push(to, words)
        if answer.picture is not None:
            await self._show(to, answer.picture)
        return to.hint if spoken else None

    async def _replied(self, to: Address, words: str) -> bool:
        """Whether the words were the answer to a callback that was still open: that costs no push."""
        slot = self._slots.get(to.hint)
        reply = await self._scribe.reply(to.chat, words) if slot is not None and words else None
        return slot is not None and reply is not None and await self._slots.offer(slot, reply)

    async def _push(self, to: Address, words: str) -> None:
        """Words that were not pushed, or nobody knows, are said with the person's next message: better twice than never."""
        try:
            await self._customer.text(to.chat, await self._scribe.page(to.chat, words))
        except DeliveryError as error:
            log.info("said with the next message", extra={"error": str(error)})
            await self._mailbox.keep(to.chat, Waiting(to.hint, words=words))

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        """Pictures first, passively while the callback is open; then the words under them, if a push is left."""
        await self._tongues.heard(to)
        if parcel.original:
            links = await self._scribe.originals(to.chat, parcel.sheets)
            if not await self._replied(to, links):
                await self._push(to, links)
            return Receipt((f"{parcel.job}-original",))
        caption = await self._scribe.caption(to.chat, parcel)
        queue = list(parcel.sheets)
        try:
            if await self._passively(to, queue[0]):
                queue.pop(0)
            await self._pushed(to, queue)
        except SlowDown:  # it may take until tomorrow: whoever writes before that is shown it with the answer
            await self._keep(to, parcel, queue)
            if len(queue) == len(parcel.sheets):
                raise
            raise WindowShut("the rest waits under its code") from None
        except WindowShut:
            await self._keep(to, parcel, queue)
            raise
        await self._mailbox.remove(to.chat, (), (parcel.job,))
        await self._caption(to, caption)
        return Receipt(tuple(message_of(sheet.stored.id) for sheet in parcel.sheets))

    async def _passively(self, to: Address, sheet: Sheet) -> bool:
        slot = self._slots.get(to.hint)
        if slot is None:
            return False
        with refusals():
            media = await self._uploads.picture(sheet.picture)
        return await self._slots.offer(slot, Reply(Image(media)))

    async def _pushed(self, to: Address, queue: list[Sheet]) -> None:
        """Push and take from the queue; with fewer pushes than pictures the last one carries links to the rest."""
        left = await self._pushes.left(to.chat)
        images = len(queue) if len(queue) <= left else max(0, left - 1)
        for _ in range(images):
            await self._image(to, queue[0].picture)
            queue.pop(0)
        if queue and left == 0:
            raise WindowShut("no push left for this person")
        if queue:
            links = await self._scribe.links(to.chat, [sheet.stored.id for sheet in queue])
            await self._customer.text(to.chat, "\n".join(links))
            queue.clear()

    async def _image(self, to: Address, picture: Picture) -> None:
        with refusals():
            media = await self._uploads.picture(picture)
        try:
            await self._customer.image(to.chat, media)
        except UploadGone:
            await self._uploads.stale(picture)
            await self._image_anew(to, picture)

    async def _image_anew(self, to: Address, picture: Picture) -> None:
        try:
            with refusals():
                media = await self._uploads.picture(picture)
            await self._customer.image(to.chat, media)
        except UploadGone as error:
            raise DeliveryError("the platform does not know what it just took") from error

    async def _caption(self, to: Address, caption: str) -> None:
        """The pictures are there; words that do not arrive are no reason to send them again."""
        if not caption:
            return
        try:
            await self._customer.text(to.chat, caption)
        except DeliveryError as error:
            log.info("caption not delivered", extra={"error": str(error)})

    async def _keep(self, to: Address, parcel: Parcel, rest: Sequence[Sheet]) -> None:
        """For the next contact."""
        await self._mailbox.keep(to.chat, Waiting(to.hint, parcel.job, tuple(sheet.stored.id for sheet in rest)))

    async def _show(self, to: Address, picture: Picture) -> None:
        """A picture that is part of an answer; where it cannot be pushed, the words said it."""
        try:
            await self._image(to, picture)
        except DeliveryError as error:
            log.info("chart not delivered", extra={"error": str(error)})

    async def working(self, to: Address) -> None:
        await self._customer.typing(to.chat)
