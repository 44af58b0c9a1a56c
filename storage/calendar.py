"""Which window an instant lies in, as counters are keyed. The last windows of each zone are remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model import ScopeKind, Window, WindowKind
from bot.quota.rules import zone_of
from bot.quota.windows import window
from bot.quota.zones import load_zone


@dataclass(frozen=True, slots=True)
class Zones:
    """Whose calendar each scope counts by."""

    person: str
    group: str
    service: str

    def of(self, kind: ScopeKind) -> str:
        return zone_of(kind, person=self.person, group=self.group, service=self.service)


@dataclass(frozen=True, slots=True)
class Span:
    """A window and the label that its counters carry."""

    window: Window
    label: str


class Calendar:
    """Owned by a store. `span` is called several times for every request, mostly with the same few zones."""

    def __init__(self, most: int = 4096) -> None:
        self._known: dict[tuple[WindowKind, str], Span] = {}
        self._most = most

    def span(self, kind: WindowKind, at: datetime, zone: str) -> Span:
        known = self._known.get((kind, zone))
        if known is not None and known.window.starts <= at < known.window.ends:
            return known
        found = window(kind, at, zone)
        span = Span(found, _label(found, zone))
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[kind, zone] = span
        return span


def _label(found: Window, zone: str) -> str:
    match found.kind:
        case WindowKind.MINUTE:
            return found.starts.strftime("%Y-%m-%dT%H:%MZ")
        case WindowKind.DAY:
            return found.starts.astimezone(load_zone(zone)).strftime("%Y-%m-%d")
        case WindowKind.MONTH:
            return found.starts.astimezone(load_zone(zone)).strftime("%Y-%m")
