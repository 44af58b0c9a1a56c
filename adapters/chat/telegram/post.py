"""The only writer: paces every call, waits as told, repeats what may be repeated, names what went wrong."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.pace import Pace
from adapters.chat.telegram.refusals import UNCHANGED, NoThread, OutOfReach, TopicClosed, meaning
from bot.errors import DeliveryDoubtful, DeliveryError, SlowDown
from bot.model import Address
from bot.ports import Clock

log = logging.getLogger(__name__)

_PATIENCE = 60.0  # seconds of told waits for one message; after that the job goes back to the queue
_ALWAYS = 1_000  # as often as there is patience for
_AWAY = 15.0  # seconds until the next try when the server cannot be reached


Leaving = Callable[[], Awaitable[None]]


class Post:
    def __init__(self, api: Api, pace: Pace, clock: Clock) -> None:
        self._api = api
        self._pace = pace
        self._clock = clock

    @property
    def pace(self) -> Pace:
        return self._pace

    async def send(
        self, to: Address, method: str, parameters: Mapping[str, Any], leaving: Leaving | None = None, again: int = 0
    ) -> Any:
        """Something new into the chat: once it may have arrived, made `again` so often. Raises `DeliveryError`.

        `leaving` is awaited when its turn has come, before the first call.
        """
        try:
            return await self._deliver(to, method, parameters, again=again, leaving=leaving)
        except (NoThread, TopicClosed):  # what was asked for in it is not lost with it: said in the chat itself
            rest = {name: value for name, value in parameters.items() if name != "message_thread_id"}
            return await self._deliver(to, method, rest, again=again, leaving=leaving)

    async def change(self, to: Address, method: str, parameters: Mapping[str, Any]) -> Any:
        """A change that is the same however often it is made. None: it was so already. Raises `DeliveryError`."""
        return await self._deliver(to, method, parameters, again=_ALWAYS)

    async def _deliver(
        self,
        to: Address,
        method: str,
        parameters: Mapping[str, Any],
        *,
        again: int,
        leaving: Leaving | None = None,
    ) -> Any:
        waited, tries = 0.0, 0
        while True:
            await self._pace.turn(to)
            if leaving is not None and tries == 0:
                await leaving()
            try:
                return await self._api.call(method, {"chat_id": int(to.chat), **parameters})
            except Refused as refused:
                if refused.says(UNCHANGED):
                    return None
                error = meaning(refused)
            except Unreached as unreached:
                error = OutOfReach(str(unreached), retry_after=_AWAY)
            except Silent as silent:
                error = DeliveryDoubtful(str(silent))
            pause = _pause(error, tries, again)
            tries, waited = tries + 1, waited + pause
            if pause == 0 or waited > _PATIENCE:
                raise error
            self._pace.hold(to, pause)
            log.info("telegram call again", extra={"method": method, "tries": tries, "reason": str(error)})


def message_id(sent: Any) -> str:
    """The proof that something arrived. Raises `DeliveryDoubtful` for an answer that proves nothing."""
    number = Node(sent)["message_id"].number
    if number is None:
        raise DeliveryDoubtful("an answer without a message")
    return str(number)


def _pause(error: DeliveryError, tries: int, again: int) -> float:
    """Seconds until the same call may be made again; 0: never."""
    match error:
        case OutOfReach():
            return 2.0**tries
        case SlowDown(retry_after=seconds):
            return seconds
        case DeliveryDoubtful() if tries < again:
            return 2.0**tries
        case _:
            return 0.0
