"""Questions and courtesies: may be asked again, and are, after the waits that the server wishes for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from bot.ports import Clock

T = TypeVar("T")

_TRIES = 4


async def ask(
    api: Api, clock: Clock, method: str, parameters: Mapping[str, Any], *, patience: float, seconds: float = 10.0
) -> Any:
    """Call a method, each time for `seconds` at most; the rest as `again`."""

    async def call() -> Any:
        return await api.call(method, parameters, seconds=seconds)

    return await again(call, clock, patience)


async def again(call: Callable[[], Awaitable[T]], clock: Clock, patience: float) -> T:
    """Call; what goes wrong within `patience` seconds is tried again. Raises what the last try raised."""
    tries, began = 0, clock.monotonic()
    while True:
        try:
            return await call()
        except (Refused, Unreached, Silent) as error:
            pause = _pause(error, tries)
            tries += 1
            if pause is None or tries == _TRIES or clock.monotonic() - began + pause > patience:
                raise
        await clock.sleep(pause)


def _pause(error: Exception, tries: int) -> float | None:
    """None: no other answer will ever come."""
    if not isinstance(error, Refused):
        return 0.5 * 2.0**tries
    if error.retry_after is not None:
        return error.retry_after
    return 0.5 * 2.0**tries if error.code == 429 or error.code >= 500 else None
