"""The robot over one websocket: connect while the lease is ours, take messages in, bring streams and the outbox out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import aiohttp

from adapters.chat.wechat.body import Body, nodes, text
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.moment import came, first_end
from adapters.chat.wechat.wecom_bot.connection import Connection
from adapters.chat.wechat.wecom_bot.inbound import Message, read
from adapters.chat.wechat.wecom_bot.lease import Lease
from adapters.chat.wechat.wecom_bot.outbox import Outbox, Pusher
from adapters.chat.wechat.wecom_bot.pump import Pump
from adapters.chat.wechat.wecom_bot.settings import WecomBotSettings
from adapters.chat.wechat.wecom_bot.streams import Streams
from bot.errors import DeliveryError, StoreError
from bot.ports import Clock, Receive

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 30.0
_LOOK = 1.0  # seconds between two looks into the outbox for what other processes put there


class Socket:
    def __init__(
        self,
        settings: WecomBotSettings,
        *,
        session: aiohttp.ClientSession,
        clock: Clock,
        lease: Lease,
        streams: Streams,
        outbox: Outbox,
        pusher: Pusher,
        pump: Pump,
        ping: float = 30.0,
        pause: float = 1.0,
    ) -> None:
        self._settings = settings
        self._session = session
        self._clock = clock
        self._lease = lease
        self._streams = streams
        self._outbox = outbox
        self._pusher = pusher
        self._pump = pump
        self._ping = ping
        self._pause = pause
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, receive: Receive) -> None:
        """Stay connected until cancelled; a failed connection is tried again, later each time."""
        pause = self._pause
        try:
            while True:
                if not await self._ours():
                    await self._clock.sleep(self._lease.seconds / 3)
                    continue
                if await self._connected(receive):
                    pause = self._pause
                await self._clock.sleep(pause)
                pause = min(_LONGEST_PAUSE, 2 * pause)
        finally:
            left = list(self._tasks)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await self._lease.release()

    async def _ours(self) -> bool:
        try:
            return await self._lease.taken()
        except StoreError as error:
            log.warning("the store does not say whose the connection is", extra={"error": str(error)})
            return False

    async def _connected(self, receive: Receive) -> bool:
        """One connection from its beginning to its end; whether the platform let us in."""
        try:
            connection = await Connection.open(self._session, self._settings.ws_url, self._clock, ping=self._ping)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("cannot connect", extra={"error": type(error).__name__})
            return False
        listening = asyncio.create_task(connection.listen(lambda frame: self._heard(connection, frame, receive)))
        beside = [asyncio.create_task(self._empty_outbox(connection)), asyncio.create_task(self._hold(connection))]
        try:
            who = {"bot_id": self._settings.id, "secret": self._settings.secret}
            await connection.call("aibot_subscribe", who)
            log.info("connected")
            await first_end(listening, *beside)
        except Refused as error:
            log.error("the robot's id or secret is wrong: %s", error)  # noqa: TRY400 - the trace says nothing more
            return False
        except DeliveryError as error:
            log.warning("connection lost", extra={"error": str(error)})
            return False
        finally:
            for task in (*beside, listening):
                task.cancel()
            await asyncio.gather(*beside, listening, return_exceptions=True)
        return True

    def _heard(self, connection: Connection, frame: Body, receive: Receive) -> None:
        if text(frame, "cmd") in {"aibot_msg_callback", "aibot_event_callback"}:
            self._start(self._message(connection, frame, receive))

    async def _message(self, connection: Connection, frame: Body, receive: Receive) -> None:
        body = next(iter(nodes(frame, "body")), None)
        request = text(frame, "headers", "req_id")
        if body is None or not request:
            return
        message = read(body, title=self._settings.title, now=self._clock.now())
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

    async def _empty_outbox(self, connection: Connection) -> None:
        while True:
            for one in await self._outbox.collect():
                self._start(self._push(connection, one.id))
            self._outbox.filled.clear()
            await came(self._outbox.filled, _LOOK)

    async def _push(self, connection: Connection, stream: str) -> None:
        one = await self._streams.get(stream)
        if one is not None:
            sent = await self._pusher.push(connection, one)
            await self._streams.change(stream, lambda it: replace(it, written=sent, revoked=not sent))

    async def _hold(self, connection: Connection) -> None:
        """Renew the lease; when it was lost, another process is connecting now."""
        while await self._lease.taken():
            await self._clock.sleep(self._lease.seconds / 3)
        await connection.close()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a robot message failed", exc_info=task.exception())
