"""The HTTP side of a callback: one attempt of the platform in, at most one answer out, the same for every attempt."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from aiohttp import web

from adapters.chat.wechat.api import read_capped
from adapters.chat.wechat.body import Body, Format, text
from adapters.chat.wechat.callback import Callback, Letter
from adapters.chat.wechat.errors import BadRequest, NotTheirs
from adapters.chat.wechat.mailbox import Mailbox
from adapters.chat.wechat.passive import reply
from adapters.chat.wechat.slots import Patience, Reply, Slot, Slots
from bot.errors import BadReference
from bot.model import Incoming
from bot.ports import Clock

log = logging.getLogger(__name__)

_BODY_BYTES = 1 << 20
_LOOK = 0.05  # seconds between two looks whether the platform has hung up
_TYPES = {Format.XML: "application/xml", Format.JSON: "application/json"}


async def opened(callback: Callback, request: web.Request) -> Letter | web.Response:
    """The letter in a POST; or what to answer at once: a URL check's echo, 400 unreadable, 403 not theirs, 413 too large."""
    try:
        if request.method != "POST":
            return web.Response(text=callback.echo(request.query))
        return callback.open(request.query, await read_capped(request.content, _BODY_BYTES))
    except NotTheirs as error:
        log.warning("callback refused", extra={"path": request.path, "reason": str(error)})
        return web.Response(status=403)
    except BadRequest as error:
        log.info("callback unreadable", extra={"path": request.path, "reason": str(error)})
        return web.Response(status=400)
    except BadReference:
        return web.Response(status=413)


class Listener(Protocol):
    """What a platform does with what comes in."""

    @property
    def listening(self) -> bool: ...

    def read(self, body: Body) -> Incoming | None: ...

    async def take(self, incoming: Incoming) -> None:
        """Returns when the message is safely stored."""
        ...

    async def last(self, incoming: Incoming, held: Reply | None) -> Reply | None:
        """What to answer when time is up."""
        ...


class Door:
    def __init__(
        self,
        callback: Callback,
        listener: Listener,
        slots: Slots,
        mailbox: Mailbox,
        *,
        clock: Clock,
        patience: Patience,
    ) -> None:
        self._callback = callback
        self._listener = listener
        self._slots = slots
        self._mailbox = mailbox
        self._clock = clock
        self._patience = patience
        self._taking: set[asyncio.Task[None]] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """GET: the URL check. POST: a message or event; 503 while nobody listens."""
        letter = await opened(self._callback, request)
        if isinstance(letter, web.Response):
            return letter
        if not self._listener.listening:
            return web.Response(status=503)
        incoming = self._listener.read(letter.body)
        return _success() if incoming is None else await self._attempt(request, letter, incoming)

    async def _attempt(self, request: web.Request, letter: Letter, incoming: Incoming) -> web.StreamResponse:
        slot, fresh = self._slots.open(incoming.event)
        if fresh:
            task = asyncio.create_task(self._take(incoming))
            self._taking.add(task)
            task.add_done_callback(self._taking.discard)
        if not await self._slots.attend(slot):
            await self._hung_up(request)
            return web.Response(status=503)
        if not slot.closed:
            slot.settle(await self._listener.last(incoming, slot.held))
        if slot.answer is None:
            return _success()
        return await self._write(request, letter, slot, slot.answer)

    async def _take(self, incoming: Incoming) -> None:
        if not self._listener.listening:  # we stop just now: the platform tries again
            self._slots.drop(incoming.event)
            return
        try:
            await self._listener.take(incoming)
        except Exception:
            log.exception("not stored: the platform will send it again", extra={"event": incoming.event})
            self._slots.drop(incoming.event)

    async def _hung_up(self, request: web.Request) -> None:
        """Hold on until the platform cuts the connection: only then does it try again."""
        until = self._clock.monotonic() + self._patience.cut - self._patience.attempt
        while request.transport is not None and self._clock.monotonic() < until:
            await self._clock.sleep(_LOOK)

    async def _write(self, request: web.Request, letter: Letter, slot: Slot, answer: Reply) -> web.StreamResponse:
        fields = reply(letter, answer.content, self._clock.now())
        response, written = await write(request, letter, self._callback.seal(letter, fields))
        if written and not slot.written.is_set():
            slot.written.set()
            await self._mailbox.remove(text(letter.body, "FromUserName"), answer.shown, answer.jobs)
        return response


async def write(request: web.Request, letter: Letter, body: bytes) -> tuple[web.Response, bool]:
    """Send a reply now, and say whether the platform was still there to take it."""
    response = web.Response(body=body, content_type=_TYPES[letter.format], charset="utf-8")
    if request.transport is None or request.transport.is_closing():
        return response, False
    try:
        await response.prepare(request)
        await response.write_eof()
    except OSError:
        return response, False
    return response, True


def _success() -> web.Response:
    return web.Response(text="success")
