"""The order in which an owner wants providers asked, kept where all workers see it; without it the configured order holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from bot.resilience.board import Board
from bot.resilience.target import Target

_NAME = "order:providers"
_LASTS = timedelta(days=36_500)


class Preference:
    def __init__(self, board: Board) -> None:
        self._board = board

    def prefer(self, services: Sequence[str], now: datetime) -> None:
        """From now on in this order, for every worker and after a restart; nobody named: as configured."""
        self._board.clear(_NAME)
        if services:
            self._board.set_aside(_NAME, now + _LASTS, ",".join(services))

    def rank(self, target: Target) -> tuple[int, int]:
        """Lower is asked first; whoever was not named comes after, as configured."""
        places = _places(self._board.reason(_NAME))
        return places.get(target.service, len(places)), target.order


@lru_cache(maxsize=8)
def _places(order: str) -> dict[str, int]:
    return {service: place for place, service in enumerate(order.split(",") if order else ())}
