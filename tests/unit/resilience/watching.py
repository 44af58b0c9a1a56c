"""An observer that remembers everything."""

from __future__ import annotations

from bot.resilience import Alarm, Attempt


class Watcher:
    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.alarms: list[Alarm] = []

    def attempt(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)

    def alarm(self, alarm: Alarm) -> None:
        self.alarms.append(alarm)
