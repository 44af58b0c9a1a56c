"""The robot over one websocket: stay connected while the lease is ours."""

from __future__ import annotations

import asyncio
import logging

import aiohttp

from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.moment import first_end
from adapters.chat.wechat.wecom_bot.connection import Connection
from adapters.chat.wechat.wecom_bot.lease import Lease
from adapters.chat.wechat.wecom_bot.settings import WecomBotSettings
from adapters.chat.wechat.wecom_bot.traffic import Traffic
from bot.errors import DeliveryError, StoreError
from bot.ports import Clock, Receive

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 30.0


class Socket:
    def __init__(
        self,
        settings: WecomBotSettings,
        session: aiohttp.ClientSession,
        lease: Lease,
        traffic: Traffic,
        *,
        clock: Clock,
        ping: float = 30.0,
        pause: float = 1.0,
    ) -> None:
        self._settings = settings
        self._session = session
        self._lease = lease
        self._traffic = traffic
        self._clock = clock
        self._ping = ping
        self._pause = pause

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
            await self._traffic.stop()
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
        listening = asyncio.create_task(
            connection.listen(lambda frame: self._traffic.heard(connection, frame, receive))
        )
        beside = [
            asyncio.create_task(self._traffic.empty_outbox(connection)),
            asyncio.create_task(self._hold(connection)),
        ]
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

    async def _hold(self, connection: Connection) -> None:
        """Renew the lease; when it was lost, another process is connecting now."""
        while await self._lease.taken():
            await self._clock.sleep(self._lease.seconds / 3)
        await connection.close()
