"""The robot over one websocket: stay connected, and give way to another program that connects as the same robot."""

from __future__ import annotations

import asyncio
import logging
from enum import Enum, auto

import aiohttp

from adapters.chat.wechat.body import Body, nodes, text
from adapters.chat.wechat.errors import Refused
from adapters.chat.wechat.moment import first_end
from adapters.chat.wechat.wecom_bot.connection import Connection
from adapters.chat.wechat.wecom_bot.settings import WecomBotSettings
from adapters.chat.wechat.wecom_bot.traffic import Traffic
from bot.errors import DeliveryError
from bot.ports import Clock, Receive

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 30.0


class _End(Enum):
    """How a connection ended: the platform did not let us in, it broke, or another program took our place."""

    REFUSED = auto()
    LOST = auto()
    OUSTED = auto()


class Socket:
    """Only one process may run this at a time: a second connection would throw the first out."""

    def __init__(
        self,
        settings: WecomBotSettings,
        session: aiohttp.ClientSession,
        traffic: Traffic,
        *,
        clock: Clock,
        ping: float = 30.0,
        pause: float = 1.0,
    ) -> None:
        self._settings = settings
        self._session = session
        self._traffic = traffic
        self._clock = clock
        self._ping = ping
        self._pause = pause

    async def run(self, receive: Receive) -> None:
        """Stay connected until cancelled; a failed connection is tried again, later each time.

        Two programs that threw each other out every second would both hear nothing: who was thrown out waits.
        """
        pause = self._pause
        try:
            while True:
                match await self._connected(receive):
                    case _End.REFUSED:
                        pass
                    case _End.LOST:
                        pause = self._pause
                    case _End.OUSTED:
                        pause = _LONGEST_PAUSE
                        log.error("another program connected as this robot: it hears what is said, this one does not")
                await self._clock.sleep(pause)
                pause = min(_LONGEST_PAUSE, 2 * pause)
        finally:
            await self._traffic.stop()

    async def _connected(self, receive: Receive) -> _End:
        """One connection from its beginning to its end."""
        try:
            connection = await Connection.open(self._session, self._settings.ws_url, self._clock, ping=self._ping)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("cannot connect", extra={"error": type(error).__name__})
            return _End.REFUSED
        end = _End.LOST

        def heard(frame: Body) -> None:
            nonlocal end
            if _ousted(frame):
                end = _End.OUSTED
            self._traffic.heard(connection, frame, receive)

        listening = asyncio.create_task(connection.listen(heard))
        emptying = asyncio.create_task(self._traffic.empty_outbox(connection))
        try:
            who = {"bot_id": self._settings.id, "secret": self._settings.secret}
            await connection.call("aibot_subscribe", who)
            log.info("connected")
            await first_end(listening, emptying)
        except Refused as error:
            log.error("the robot's id or secret is wrong: %s", error)  # noqa: TRY400 - the trace says nothing more
            return _End.REFUSED
        except DeliveryError as error:
            log.warning("connection lost", extra={"error": str(error)})
            return _End.REFUSED
        finally:
            for task in (emptying, listening):
                task.cancel()
            await asyncio.gather(emptying, listening, return_exceptions=True)
        return end


def _ousted(frame: Body) -> bool:
    """Whether this is the platform's goodbye to a connection that another one replaces."""
    return any(text(body, "event", "eventtype") == "disconnected_event" for body in nodes(frame, "body"))
