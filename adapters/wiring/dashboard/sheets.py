"""What an operator takes along for a spreadsheet: requests and spend of the last thirty days."""

from __future__ import annotations

from datetime import datetime, timedelta

from adapters.drawings.sheet import sheet
from adapters.wiring.dashboard.past import DAYS
from adapters.wiring.opened import OpenHouse


class Sheets:
    def __init__(self, house: OpenHouse) -> None:
        self._house = house

    async def requests(self) -> str:
        tallies = await self._house.store.reports.tallies(None, *self._time(), self._house.settings.house.timezone)
        rows = ((t.day, t.chat, t.person, t.state, t.ending, t.fund, t.jobs, t.units) for t in tallies)
        return sheet(("day", "chat", "person", "state", "ending", "fund", "jobs", "units"), rows)

    async def spend(self) -> str:
        spends = await self._house.store.reports.spends(*self._time(), self._house.settings.house.timezone)
        rows = ((s.day, s.provider, s.model, s.chat, s.person, s.calls, s.pictures, s.tokens, s.micros) for s in spends)
        return sheet(("day", "provider", "model", "chat", "person", "calls", "pictures", "tokens", "micros"), rows)

    def _time(self) -> tuple[datetime, datetime]:
        now = self._house.clock.now()
        return now - timedelta(days=DAYS - 1), now
