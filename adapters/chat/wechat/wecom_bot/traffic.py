"""What goes over the robot's connection: messages in, streams and the outbox out, each on its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from adapters.chat.wechat.body import Body, nodes, text
from adapters.chat.wechat.moment import came
from adapters.chat.wechat.wecom_bot.connection import Connection
from adapters.chat.wechat.wecom_bot.inbound import Message, read
from adapters.chat.wechat.wecom_bot.outbox import Outbox, Pusher
from adapters.chat.wechat.wecom_bot.pump import Pump
from adapters.chat.wechat.wecom_bot.streams import Streams
from bot.ports import Clock, Receive

log = logging.getLogger(__name__)

_LOOK = 1.0  # seconds between two looks into the outbox for what other processes put there
_CALLBACKS = frozenset({"aibot_msg_callback", "aibot_event_callback"})


class Traffic:
    """`title` is the robot's name, which stands before words in a group."""

    def __init__(
        self, streams: Streams, outbox: Outbox, pusher: Pusher, pump: Pump, *, clock: Clock, title: str
    ) -> None:
        self._streams = streams
        self._outbox = outbox
        self._pusher = pusher
        self._pump = pump
        self._clock = clock
        self._title = title
        self._tasks: set[asyncio.Task[None]] = set()

    def heard(self, connection: Connection, frame: Body, receive: Receive) -> None:
        """A frame came in: whatever it needs is done beside."""
        if text(frame, "cmd") in _CALLBACKS:
            self._start(self._message(connection, frame, receive))

    async def empty_outbox(self, connection: Connection) -> None:
        """Send what is put out, until cancelled."""
        while True:
            for one in await self._outbox.collect():
                self._start(self._push(connection, one.id))
            self._outbox.filled.clear()
            await came(self._outbox.filled, _LOOK)

    async def stop(self) -> None:
        """Leave what is under way."""
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _message(self, connection: Connection, frame: Body, receive: Receive) -> None:
        body = next(iter(nodes(frame, "body")), None)
        request = text(frame, "headers", "req_id")
        if body is None or not request:
            return
        message = read(body, title=self._title, now=self._clock.now())
        if not isinstance(message, Message):
            return
        incoming = message.incoming
        if message.stream and incoming.sender is not None:
            await self._streams.open(message.stream, incoming.sender.account, incoming.chat.id)
        await receive(incoming)
        if message.stream:
            await self._pump.run(connection, request, message)
        elif message.card:
            await self._pump.renew(connection, request, message)

    async def _push(self, connection: Connection, stream: str) -> None:
        one = await self._streams.get(stream)
        if one is not None:
            sent = await self._pusher.push(connection, one)
            await self._streams.change(stream, lambda it: replace(it, written=sent, revoked=not sent))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a robot message failed", exc_info=task.exception())
