"""Several pictures by several calls: run together, remembered together, and a failure among them does not cost the others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.images._outcomes import Drawn
from bot.errors import ContentRefused, OutcomeUnknown, ProviderError, RequestInvalid, Unclassified
from bot.model import Picture
from bot.ports import Ticket

log = logging.getLogger(__name__)


_FOR_GOOD = (ContentRefused, RequestInvalid, OutcomeUnknown, Unclassified)  # refused, or perhaps paid


@dataclass(frozen=True, slots=True)
class Part:
    """What one call has brought."""

    drawn: Drawn
    pictures: list[Picture]


@dataclass(frozen=True, slots=True)
class Harvest:
    """What several calls have brought. `refused`: how many of them failed in a way that asking again does not mend."""

    parts: Sequence[Part]
    refused: int = 0

    def again(self, asked: int, each: int) -> int:
        """How many pictures may be asked for once more, of so many in calls of at most `each`."""
        came = sum(len(part.pictures) for part in self.parts)
        return max(0, asked - came - self.refused * each)


class Slip:
    """Hands job handles on as they come; several calls of one drawing make one note of several lines."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket
        self._handles: list[str] = []

    async def write(self, handle: str) -> None:
        self._handles.append(handle)
        await self._ticket.submitted("\n".join(self._handles))


async def together(parts: Sequence[Coroutine[Any, Any, Part]]) -> Harvest:
    """What came; what did not is logged.

    When nothing did: a refusal first, then a lost answer (it may be paid), then whatever went wrong first.
    """
    if len(parts) == 1:
        return Harvest([await parts[0]])
    ended = await asyncio.gather(*parts, return_exceptions=True)
    wrong = [end for end in ended if isinstance(end, BaseException)]
    for error in wrong:
        if not isinstance(error, ProviderError):
            raise error
    drawn = [end for end in ended if isinstance(end, Part)]
    if not drawn:
        raise min(wrong, key=_weight)
    for error in wrong:
        log.warning("a picture is missing", extra={"detail": str(error)})
    return Harvest(drawn, sum(isinstance(error, _FOR_GOOD) for error in wrong))


def _weight(error: BaseException) -> int:
    match error:
        case ContentRefused():
            return 0
        case OutcomeUnknown():
            return 1
        case _:
            return 2
