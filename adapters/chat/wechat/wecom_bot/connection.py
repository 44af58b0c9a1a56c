"""One websocket to the platform: frames out with their receipts, frames in, a ping every half minute."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson

from adapters.chat.wechat.body import Body, read_json, text
from adapters.chat.wechat.errors import BadRequest, Refused
from bot.errors import DeliveryDoubtful, SlowDown
from bot.ports import Clock

log = logging.getLogger(__name__)

_FRAME_BYTES = 4 << 20
_OPEN_SECONDS = 15.0
_CLOSE_SECONDS = 5.0


class Connection:
    """`ping` and `receipt` in seconds: how often to ping, how long to wait for a receipt."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, clock: Clock, *, ping: float = 30.0, receipt: float = 10.0
    ) -> None:
        self._socket = socket
        self._clock = clock
        self._ping = ping
        self._receipt = receipt
        self._ids = itertools.count(1)
        self._receipts: dict[str, asyncio.Future[Body]] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    @classmethod
    async def open(cls, session: aiohttp.ClientSession, url: str, clock: Clock, **times: float) -> Connection:
        """Raises `aiohttp.ClientError` or `TimeoutError`."""
        async with asyncio.timeout(_OPEN_SECONDS):
            socket = await session.ws_connect(url, max_msg_size=_FRAME_BYTES)
        return cls(socket, clock, **times)

    async def call(self, cmd: str, body: Body | None = None, request: str | None = None) -> Body:
        """Send a frame and wait for its receipt; answers to a callback carry its request id, one after the other.

        Raises `Refused`, `SlowDown` when the connection is gone, `DeliveryDoubtful` without a receipt.
        """
        name = request or f"{cmd}_{next(self._ids)}"
        async with self._turns.setdefault(name, asyncio.Lock()):
            receipt = self._receipts[name] = asyncio.get_running_loop().create_future()
            try:
                return await self._exchange(name, cmd, body, receipt)
            finally:
                del self._receipts[name]
                if request is None:
                    del self._turns[name]

    async def _exchange(self, name: str, cmd: str, body: Body | None, receipt: asyncio.Future[Body]) -> Body:
        frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": name}}
        if body is not None:
            frame["body"] = body
        try:
            async with asyncio.timeout(self._receipt):  # a peer that reads nothing more would hold the sending for ever
                await self._sent(frame)
                answer = await receipt
        except TimeoutError as error:
            raise DeliveryDoubtful(f"no receipt for {cmd}") from error
        code = answer.get("errcode", 0)
        if code:
            raise Refused(int(code), text(answer, "errmsg")[:200])
        return answer

    async def _sent(self, frame: Body) -> None:
        try:
            await self._socket.send_str(orjson.dumps(frame).decode())
        except TimeoutError:
            raise
        except (OSError, RuntimeError) as error:
            raise SlowDown("the connection is gone", retry_after=3.0) from error

    def done(self, request: str) -> None:
        """No more answers to that callback."""
        self._turns.pop(request, None)

    async def listen(self, heard: Callable[[Body], None]) -> None:
        """Until the connection ends. Unreadable frames are passed over."""
        pinging = asyncio.create_task(self._keep_alive())
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._sort(message.data, heard)
        finally:
            pinging.cancel()
            await asyncio.gather(pinging, return_exceptions=True)
            for receipt in self._receipts.values():
                if not receipt.done():
                    receipt.set_exception(DeliveryDoubtful("the connection ended"))
            await self.close()

    async def close(self) -> None:
        """Say goodbye, for as long as that may take."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._socket.close()

    def _sort(self, data: str, heard: Callable[[Body], None]) -> None:
        try:
            frame = read_json(data.encode("utf-8", "surrogatepass"))
        except BadRequest:
            log.warning("unreadable frame")
            return
        if text(frame, "cmd"):
            heard(frame)
            return
        receipt = self._receipts.get(text(frame, "headers", "req_id"))
        if receipt is not None and not receipt.done():
            receipt.set_result(frame)

    async def _keep_alive(self) -> None:
        while True:
            await self._clock.sleep(self._ping)
            try:
                async with asyncio.timeout(self._ping):  # the next one is due
                    await self.call("ping")
            except (Refused, SlowDown, DeliveryDoubtful, TimeoutError):
                log.warning("no answer to a ping: connecting again")
                await self.close()
                return
