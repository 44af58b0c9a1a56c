"""Calendar windows: the minute, day or month of a time zone that an instant belongs to, as UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from bot.model import Window, WindowKind
from bot.quota.zones import load_zone


def window(kind: WindowKind, at: datetime, zone: str) -> Window:
    """The window that `at` (any zone, not naive) lies in. Raises `BadOption` for a zone nobody knows.

    Windows of one kind follow each other without hole or overlap, so a day is 23, 24 or 25 hours long. Where clocks
    jump over midnight a day starts at the jump; where midnight comes twice it starts at the first.
    """
    at = at.astimezone(UTC)
    if kind is WindowKind.MINUTE:
        starts = at.replace(second=0, microsecond=0)
        return Window(kind, starts, starts + timedelta(minutes=1))
    first = _first_day(kind, at.astimezone(load_zone(zone)).date())
    # A clock set back shortly after midnight shows yesterday's date again: the start of today stays where it was.
    while _midnight(_next(kind, first), zone) <= at:
        first = _next(kind, first)
    while _midnight(first, zone) > at:
        first = _first_day(kind, first - timedelta(days=1))
    return Window(kind, _midnight(first, zone), _midnight(_next(kind, first), zone))


def _first_day(kind: WindowKind, day: date) -> date:
    return day.replace(day=1) if kind is WindowKind.MONTH else day


def _next(kind: WindowKind, first: date) -> date:
    if kind is WindowKind.DAY:
        return first + timedelta(days=1)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


@lru_cache(maxsize=4096)  # every request asks for the same few midnights
def _midnight(day: date, name: str) -> datetime:
    """The first instant (UTC, whole seconds) at which the clocks of the zone show that date or a later one."""
    zone = load_zone(name)
    wall = datetime(day.year, day.month, day.day)  # noqa: DTZ001  a wall clock's reading, given its zone below
    start = wall.replace(tzinfo=zone).astimezone(UTC)
    if start.astimezone(zone).replace(tzinfo=None) == wall:
        return start
    # Midnight does not exist: the jump lies between its readings with the later and the earlier offset.
    low = int(wall.replace(tzinfo=zone, fold=1).timestamp())
    high = int(start.timestamp())
    while low < high:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).replace(tzinfo=None) >= wall:
            high = middle
        else:
            low = middle + 1
    return datetime.fromtimestamp(high, UTC)
