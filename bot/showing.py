"""Showing pictures: the bytes of a job with caption and buttons, packed for its platform; sent again without charge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.model import Action, Button, Fund, Job, Picture, StoredPicture
from bot.ports import BlobStore, ChatPlatform, Entry, GalleryStore, Parcel, Ready, Receipt, Sheet
from bot.texts import Texts
from bot.texts.buttons import button

_UNDER = (Action.AGAIN, Action.VARY, Action.EDIT, Action.ORIGINAL, Action.DELETE)
"""What can be done with a picture, in the order of its buttons."""


class Showing:
    def __init__(
        self,
        *,
        platforms: Mapping[str, ChatPlatform],
        gallery: GalleryStore,
        blobs: BlobStore,
        texts: Texts,
    ) -> None:
        self._platforms = platforms
        self._gallery = gallery
        self._blobs = blobs
        self._texts = texts

    async def again(self, entry: Entry, *, original: bool = False) -> Receipt:
        """Send pictures of the history once more, without charge, to the entry's address. Raises `DeliveryError`."""
        parcel = await self.parcel(entry, original=original)
        return await self._platforms[entry.job.address.platform].deliver(entry.job.address, parcel)

    async def parcel(self, entry: Entry, *, original: bool = False) -> Parcel:
        """Everything a platform needs to show the pictures of a job."""
        platform = entry.job.address.platform
        handles = [await self._gallery.file(platform, stored.digest) for stored in entry.pictures]
        shown = zip(entry.pictures, handles, strict=True)
        return replace(self._packed(entry, [await self._sheet(*one) for one in shown]), original=original)

    async def fresh(self, ready: Ready) -> Parcel:
        """The same for pictures just drawn; says when some did not come."""
        entry = ready.entry
        sheets = [await self._sheet(stored, ready.handles.get(stored.digest)) for stored in entry.pictures]
        parcel, job, drawn = self._packed(entry, sheets), entry.job, len(entry.pictures)
        if drawn >= job.request.count:
            return parcel
        fewer = self._texts.say(job.language, "picture.fewer", drawn=drawn, asked=job.request.count)
        return replace(parcel, caption=f"{parcel.caption}\n{fewer}")

    def _packed(self, entry: Entry, sheets: Sequence[Sheet]) -> Parcel:
        job = entry.job
        buttons = tuple(self._buttons(job.language, stored) for stored in entry.pictures)
        return Parcel(job=job.id, sheets=tuple(sheets), caption=self._caption(job), buttons=buttons)

    async def _sheet(self, stored: StoredPicture, handle: str | None) -> Sheet:
        data = await self._blobs.get(stored.digest) or b""
        picture = Picture(data, stored.digest, stored.media_type, stored.width, stored.height)
        return Sheet(stored, picture, handle)

    def _caption(self, job: Job) -> str:
        words = self._texts.say(job.language, "picture.caption", prompt=job.request.prompt, code=job.id)
        if not job.reused:
            return words
        free = "picture.cached" if job.fund is Fund.REUSED else "picture.coalesced"
        return f"{words}\n{self._texts.say(job.language, free)}"

    def _buttons(self, language: str, stored: StoredPicture) -> tuple[Button, ...]:
        return tuple(button(self._texts, language, action, stored.id) for action in _UNDER)
