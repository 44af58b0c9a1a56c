"""Changes to shared states, and the store of a process without a memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.ports import TargetState
from bot.resilience.observe import Alarm


class Forgetful:
    """A `TargetStore` for one process without a memory: what the default client and small tests use."""

    def __init__(self) -> None:
        self._states: dict[str, TargetState] = {}

    async def load(self) -> list[TargetState]:
        return list(self._states.values())

    async def save(self, state: TargetState) -> bool:
        stored = self._states.get(state.name)
        if state.version != (stored.version if stored else 0) + 1:
            return False
        self._states[state.name] = state
        return True


@dataclass(frozen=True, slots=True)
class Change:
    """What this process has to say about a name and has not stored yet."""

    aside: tuple[datetime | None, str, int] | None = None
    day: str = ""
    used: int = 0
    micros: int = 0
    alarm: Alarm | None = None

    def applied(self, to: TargetState) -> TargetState:
        """The state after this change. Of two benches the longer holds."""
        state = to
        if self.aside is not None:
            until, reason, strikes = self.aside
            if until is None or state.until is None or until >= state.until:
                state = replace(state, until=until, reason=reason, strikes=strikes)
        if self.day > state.day:
            state = replace(state, day=self.day, used=0, micros=0)
        if self.day and self.day == state.day:
            state = replace(state, used=state.used + self.used, micros=state.micros + self.micros)
        return state

    def after(self, earlier: Change) -> Change:
        """Both changes as one, this being the newer."""
        same_day = self.day == earlier.day or not self.day
        return Change(
            aside=self.aside if self.aside is not None else earlier.aside,
            day=self.day or earlier.day,
            used=self.used + (earlier.used if same_day else 0),
            micros=self.micros + (earlier.micros if same_day else 0),
            alarm=self.alarm or earlier.alarm,
        )
