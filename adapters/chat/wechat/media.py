"""Pictures made to fit a platform, uploaded once and used again for as long as the platform keeps them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from adapters.chat.wechat.api import Api
from adapters.chat.wechat.body import text
from adapters.chat.wechat.errors import Refused
from bot.errors import DeliveryDoubtful, DeliveryError, PictureUnsuitable, SlowDown
from bot.model import Picture
from bot.ports import Clock, PlatformMemory

KEPT_SECONDS = 3 * 86_400.0 - 6 * 3_600.0  # the platforms keep an upload three days; leave some hours to send it
NO_SUCH_MEDIA = 40007
_SENDABLE = frozenset({"image/jpeg", "image/png"})
_QUALITIES = (92, 85, 75, 60)
_SHRINK = 0.8
_SMALLEST = 64


@dataclass(frozen=True, slots=True)
class Fitted:
    """Bytes a platform takes: JPEG or PNG, under its limit."""

    data: bytes
    media_type: str

    @property
    def name(self) -> str:
        return "picture.jpg" if self.media_type == "image/jpeg" else "picture.png"


async def fit(picture: Picture, limit: int) -> Fitted:
    """The picture as it is when it fits `limit` bytes, else re-encoded in a thread. Raises `PictureUnsuitable`."""
    if len(picture.data) <= limit and picture.media_type in _SENDABLE:
        return Fitted(picture.data, picture.media_type)
    return await asyncio.to_thread(_encode, picture.data, limit)


def _encode(data: bytes, limit: int) -> Fitted:
    try:
        with Image.open(BytesIO(data)) as opened:
            image = _on_white(opened)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise PictureUnsuitable("cannot be decoded") from error
    while min(image.size) >= _SMALLEST:
        for quality in _QUALITIES:
            out = BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= limit:
                return Fitted(out.getvalue(), "image/jpeg")
        image.thumbnail((int(image.width * _SHRINK), int(image.height * _SHRINK)))
    raise PictureUnsuitable(f"does not fit {limit} bytes")


def _on_white(opened: Image.Image) -> Image.Image:
    """JPEG has no transparency: what is see-through becomes white."""
    rgba = opened.convert("RGBA")
    image = Image.new("RGB", rgba.size, "white")
    image.paste(rgba, mask=rgba.getchannel("A"))
    return image


class Uploads:
    """Media ids by content. `owner` begins the memory keys, `path` is the upload call, `limit` in bytes."""

    def __init__(self, api: Api, memory: PlatformMemory, clock: Clock, *, owner: str, path: str, limit: int) -> None:
        self._api = api
        self._memory = memory
        self._clock = clock
        self._owner = owner
        self._path = path
        self._limit = limit

    async def picture(self, picture: Picture) -> str:
        """The media id of a picture, from an upload of the last days or a new one."""
        known = await self._memory.get(self._key(picture.digest), self._clock.now())
        if known:
            return known
        fitted = await fit(picture, self._limit)
        media = await self._upload("image", fitted.name, fitted.data, fitted.media_type)
        await self._memory.put(self._key(picture.digest), media, self._clock.now(), KEPT_SECONDS)
        return media

    async def file(self, name: str, data: bytes, media_type: str) -> str:
        """The media id of a file, uploaded as it is."""
        return await self._upload("file", name, data, media_type)

    async def stale(self, picture: Picture) -> None:
        """The platform does not know that media id any more."""
        await self._memory.swap(
            self._key(picture.digest),
            await self._memory.get(self._key(picture.digest), self._clock.now()),
            None,
            self._clock.now(),
            1.0,
        )

    async def _upload(self, kind: str, name: str, data: bytes, media_type: str) -> str:
        try:
            body = await self._api.upload(self._path, {"type": kind}, name, data, media_type)
        except DeliveryDoubtful as error:  # nobody has seen an upload: it may be made again
            raise SlowDown(str(error), retry_after=5.0) from error
        except Refused as error:
            if error.code == NO_SUCH_MEDIA:  # of something that was just sent along: it makes no sense, and means no
                raise DeliveryError(str(error)) from error
            raise
        media = text(body, "media_id")
        if not media:
            raise DeliveryError("the upload has no media id")
        return media

    def _key(self, digest: str) -> str:
        return f"{self._owner}//media-{digest}"
