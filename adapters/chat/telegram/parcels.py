"""Hands over finished pictures: as photos where Telegram takes them, else as documents; several as an album."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.chat.telegram import limits
from adapters.chat.telegram.api import Upload
from adapters.chat.telegram.buttons import Buttons
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.handles import Form, files, handles
from adapters.chat.telegram.post import Post, message_id
from adapters.chat.telegram.progress import Progress
from adapters.chat.telegram.refusals import StaleFile, unnamed
from adapters.chat.telegram.speech import place, upload
from bot.errors import DeliveryDoubtful, DeliveryError, MessageGone, PictureUnsuitable
from bot.model import Address
from bot.ports import Parcel, Receipt, Sheet

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Way:
    form: Form
    handles: bool = True


class Parcels:
    def __init__(self, post: Post, buttons: Buttons, progress: Progress) -> None:
        self._post = post
        self._buttons = buttons
        self._progress = progress

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        """Raises `DeliveryError`. What the server does not take one way goes the next: handle, bytes, document."""
        if to.waiting is not None:
            await self._progress.end(to, to.waiting)
        photos = not parcel.original and all(_photo(sheet) for sheet in parcel.sheets)
        way = _way(parcel, Form.PHOTO if photos else Form.DOCUMENT)
        while True:
            try:
                return await self._send(to, parcel, way)
            except DeliveryError as error:
                if (other := _next(parcel, way, error)) is None:
                    raise
                way = other

    async def _send(self, to: Address, parcel: Parcel, way: _Way) -> Receipt:
        media = [_medium(sheet, parcel, way) for sheet in parcel.sheets]
        if parcel.original and limits.units(parcel.caption) > limits.CAPTION:
            words = Upload(f"prompt-{parcel.job}.txt", parcel.caption.encode())
            media.append({"type": Form.DOCUMENT.value, "media": words})
        if len(media) > 1:
            return await self._album(to, parcel, media)
        return await self._single(to, parcel, media[0])

    async def _single(self, to: Address, parcel: Parcel, medium: dict[str, Any]) -> Receipt:
        caption = limits.fit(parcel.caption, limits.CAPTION)
        keyboard = self._buttons.keyboard(parcel.buttons)
        markup = {} if keyboard is None else {"reply_markup": keyboard}
        if to.waiting is not None and to.waiting.isdigit():
            body = {"message_id": int(to.waiting), "media": {**medium, "caption": caption}, **markup}
            try:
                changed = await self._post.change(to, "editMessageMedia", body)
            except DeliveryError as error:
                if not isinstance(error, MessageGone) and not unnamed(error):
                    raise
                log.info("the waiting message cannot become the picture", extra={"job": parcel.job, "why": str(error)})
            else:
                return Receipt((to.waiting,), files(parcel.sheets, [changed]))
        form = medium["type"]
        method = "sendPhoto" if form == Form.PHOTO else "sendDocument"
        body = {**place(to), form: medium["media"], "caption": caption, **markup}
        sent = await self._post.send(to, method, body, parcel.leaving)
        return Receipt((message_id(sent),), files(parcel.sheets, [sent]), left=to.waiting)

    # ── albums ──

    async def _album(self, to: Address, parcel: Parcel, media: Sequence[dict[str, Any]]) -> Receipt:
        sent: list[Node] = []
        for start, end in _parts(len(media)):
            try:
                body = {**place(to), "media": list(media[start:end])}
                sent += Node(await self._post.send(to, "sendMediaGroup", body, parcel.leaving))
            except DeliveryError as error:
                if sent:  # part of it is there: sending everything again would show those twice
                    raise DeliveryDoubtful(str(error)) from error
                raise
        below = await self._under(to, parcel)
        messages = tuple(message_id(message.value) for message in sent[: len(parcel.sheets)])
        return Receipt(messages, files(parcel.sheets, [message.value for message in sent]), below, left=to.waiting)

    async def _under(self, to: Address, parcel: Parcel) -> str | None:
        """The words and buttons of an album, which cannot carry buttons itself. The pictures are there already."""
        keyboard = self._buttons.keyboard(parcel.buttons, numbered=len(parcel.sheets) > 1)
        markup = {} if keyboard is None else {"reply_markup": keyboard}
        body = {**place(to), "text": limits.fit(parcel.caption, limits.TEXT), **markup}
        below: str | None = None
        try:
            if parcel.caption.strip():
                below = message_id(await self._post.send(to, "sendMessage", body))
        except DeliveryError as error:
            log.warning("an album stays without its buttons", extra={"job": parcel.job, "error": str(error)})
        return below


def _way(parcel: Parcel, form: Form) -> _Way:
    return _Way(form, handles=any(form in handles(sheet.file) for sheet in parcel.sheets))


def _next(parcel: Parcel, way: _Way, error: DeliveryError) -> _Way | None:
    """The way after this one, if what was refused can go another. In words that nobody knows it is refused all the same."""
    if way.handles and (isinstance(error, StaleFile) or unnamed(error)):
        return _Way(way.form, handles=False)
    if way.form is Form.PHOTO and (isinstance(error, PictureUnsuitable) or unnamed(error)):
        return _way(parcel, Form.DOCUMENT)
    return None


def _photo(sheet: Sheet) -> bool:
    return Form.PHOTO in handles(sheet.file) or limits.fits_photo(sheet.picture)


def _medium(sheet: Sheet, parcel: Parcel, way: _Way) -> dict[str, Any]:
    handle = handles(sheet.file).get(way.form) if way.handles or not sheet.picture.data else None
    name = f"{parcel.job}-{sheet.stored.number}"
    medium = {"type": way.form.value, "media": handle or upload(sheet.picture, name)}
    return medium if way.form is Form.PHOTO else {**medium, "disable_content_type_detection": True}


def _parts(count: int) -> list[tuple[int, int]]:
    """Groups of 2 to 10: no item is left alone."""
    ends = list(range(limits.ALBUM, count, limits.ALBUM))
    if ends and count - ends[-1] == 1:
        ends[-1] -= 1
    return list(zip([0, *ends], [*ends, count], strict=True))
