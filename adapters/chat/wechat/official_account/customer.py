"""Customer-service messages: the only way to write to a follower who is not waiting for a reply. Each costs a push."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager

from adapters.chat.wechat.api import Api
from adapters.chat.wechat.body import Body
from adapters.chat.wechat.errors import Refused, UploadGone
from adapters.chat.wechat.media import NO_SUCH_MEDIA
from adapters.chat.wechat.official_account.pushes import Pushes
from bot.errors import DeliveryDoubtful, DeliveryError, Unreachable, WindowShut
from bot.ports import Clock

log = logging.getLogger(__name__)

_WINDOW = frozenset({45015, 45047})  # outside the 48 hours or unfollowed; all pushes used
_NOT_GRANTED = frozenset({48001, 48002, 48004})  # this kind of account may not; switched off by the person; blocked
_NOBODY = frozenset({40003, 43004})
_TYPING_SECONDS = 15.0
_TYPING_REFUSED_SECONDS = 600.0
_TYPERS = 10_000


@contextmanager
def refusals(*, of_media: bool = False) -> Generator[None]:
    """The platform's error codes as what delivery understands. `of_media`: an upload is being sent, which may be gone."""
    try:
        yield
    except Refused as error:
        if of_media and error.code == NO_SUCH_MEDIA:
            raise UploadGone(str(error)) from error
        raise _meaning(error) from error


def _meaning(error: Refused) -> DeliveryError:
    if error.code in _WINDOW or error.code in _NOT_GRANTED:
        return WindowShut(str(error))
    if error.code in _NOBODY:
        return Unreachable(str(error))
    log.error("the platform refuses our calls: run `bananabot doctor`", extra={"errcode": error.code})
    return DeliveryError(str(error))


class Customer:
    def __init__(self, api: Api, pushes: Pushes, clock: Clock) -> None:
        self._api = api
        self._pushes = pushes
        self._clock = clock
        self._typing: dict[str, float] = {}

    async def text(self, account: str, words: str) -> None:
        """Raises `WindowShut` when no push is left, and other `DeliveryError`s."""
        await self._send(account, {"msgtype": "text", "text": {"content": words}})

    async def image(self, account: str, media_id: str) -> None:
        """Raises `UploadGone` for an upload that is too old, and what `text` raises."""
        await self._send(account, {"msgtype": "image", "image": {"media_id": media_id}})

    async def _send(self, account: str, message: Body) -> None:
        if not await self._pushes.take(account):
            raise WindowShut("no push left for this person")
        try:
            with refusals(of_media=message["msgtype"] == "image"):
                await self._api.post("/cgi-bin/message/custom/send", {"touser": account, **message})
        except DeliveryDoubtful:
            raise
        except WindowShut:
            await self._pushes.shut(account)
            raise
        except (DeliveryError, UploadGone):
            await self._pushes.give_back(account)
            raise
        self.heard(account)  # any message ends the typing status

    def heard(self, account: str) -> None:
        """Typing may be shown again."""
        self._typing.pop(account, None)

    async def typing(self, account: str) -> None:
        """Show "typing…": lasts 15 s, cannot be renewed before, only for somebody who wrote just now. Never raises."""
        now = self._clock.monotonic()
        if self._typing.get(account, 0.0) > now:
            return
        if len(self._typing) > _TYPERS:
            self._typing = {who: until for who, until in self._typing.items() if until > now}
        self._typing[account] = now + _TYPING_SECONDS
        try:
            await self._api.post("/cgi-bin/message/custom/typing", {"touser": account, "command": "Typing"})
        except Refused:
            self._typing[account] = now + _TYPING_REFUSED_SECONDS
        except DeliveryError as error:
            log.debug("typing not shown", extra={"error": str(error)})
