"""Who watches the painters: every attempt is logged, everything is counted, and owners hear what only they can mend."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, fields

from bot.answers.owners import Owners
from bot.resilience import Alarm, Attempt, Observer

log = logging.getLogger(__name__)

_FIELDS = tuple(field.name for field in fields(Attempt))

_WORDS = {
    "KeyRejected": "alarm.key",
    "Exhausted": "alarm.balance",
    "ModelRetired": "alarm.model",
    "RequestInvalid": "alarm.request",
}


class Watch:
    """Implements `bot.resilience.Observer`. `owners` come when the house is open; `counts` is another observer."""

    def __init__(self, counts: Observer | None) -> None:
        self._counts = counts
        self._owners: Owners | None = None
        self._telling: set[asyncio.Task[None]] = set()

    def introduce(self, owners: Owners) -> None:
        self._owners = owners

    def attempt(self, attempt: Attempt) -> None:
        log.info("attempt", extra={name: value for name in _FIELDS if (value := getattr(attempt, name))})
        if self._counts is not None:
            self._counts.attempt(attempt)

    def alarm(self, alarm: Alarm) -> None:
        log.error("alarm", extra=asdict(alarm))
        if self._counts is not None:
            self._counts.alarm(alarm)
        if self._owners is not None:
            task = asyncio.get_running_loop().create_task(self._tell(self._owners, alarm))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _tell(self, owners: Owners, alarm: Alarm) -> None:
        """The subject reads `provider/key` or `provider:model`."""
        provider, _, what = alarm.subject.replace(":", "/", 1).partition("/")
        words = _WORDS.get(alarm.cause, "alarm.down")
        await owners.tell(words, provider=provider, detail=alarm.detail, model=what, parameter=what, until="")
