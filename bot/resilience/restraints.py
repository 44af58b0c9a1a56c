"""What keeps a target from being asked, kept on the board under the names of the target, its key and its quota group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from bot.resilience.board import Board
from bot.resilience.policy import BreakerRule
from bot.resilience.target import Target

_SHOWN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant on both clocks."""

    mono: float
    wall: datetime


class Out(Enum):
    """Why a target cannot be asked now. The value is shown to the operator."""

    BREAKER = "open"
    BENCH = "benched"
    PARK = "throttled"
    PACE = "paced"
    ALLOWANCE = "used up"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Out of use until `until` (monotonic seconds)."""

    out: Out
    until: float
    reason: str


class Restraints:
    """Of one target. What is set here holds for all workers, and for all targets of the same key or group."""

    def __init__(self, target: Target, rule: BreakerRule, board: Board) -> None:
        self._rule = rule
        self._board = board
        self._allowance = target.allowance
        self._zone = ZoneInfo(target.zone)
        self._breaker = f"target:{target.id}"
        self._trouble = f"trouble:{target.id}"
        self._drain = f"drain:{target.id}"
        self._key = f"key:{target.key}"
        self._group = f"group:{target.group}"
        self._park = f"park:{target.group}"
        self._names = (
            (self._breaker, Out.BREAKER),
            (self._drain, Out.BENCH),
            (self._key, Out.BENCH),
            (self._group, Out.BENCH),
            (self._park, Out.PARK),
        )

    def holding(self, at: Moment) -> Iterator[Hindrance]:
        """Everything on the board that speaks against asking it now, and the allowance."""
        for name, out in self._names:
            state = self._board.out(name, at.wall)
            if state is not None and state.until is not None:
                yield Hindrance(out, at.mono + (state.until - at.wall).total_seconds(), state.reason)
        if self._allowance is not None and self.left(at.wall) == 0:
            reset = self._midnight(at.wall)
            yield Hindrance(
                Out.ALLOWANCE, at.mono + (reset - at.wall).total_seconds(), "the day's allowance is used up"
            )

    def left(self, now: datetime) -> int | None:
        """Requests left of today's allowance; None: no limit known."""
        return None if self._allowance is None else max(0, self._allowance - self.used(now)[0])

    def resets(self, now: datetime) -> datetime | None:
        """When the allowance begins anew; None: there is none."""
        return None if self._allowance is None else self._midnight(now).astimezone(UTC)

    def used(self, now: datetime) -> tuple[int, int]:
        """(requests, micro-USD) of the provider's calendar day, by all workers."""
        return self._board.used(self._group, self._day(now))

    def count(self, now: datetime, *, used: int = 0, micros: int = 0) -> None:
        self._board.count(self._group, self._day(now), used, micros)

    def open(self, at: Moment, reason: str) -> None:
        """Leave it alone, for longer each time that its rest was over and a probe failed."""
        if self._board.out(self._breaker, at.wall) is not None:
            return
        strikes = self._board.strikes(self._breaker) + 1
        rest = min(self._rule.longest_rest, self._rule.rest * 2 ** (strikes - 1))
        self._board.set_aside(self._breaker, at.wall + timedelta(seconds=rest), reason, strikes)

    def close(self) -> None:
        self._board.clear(self._breaker)

    def drain(self, until: datetime, reason: str) -> None:
        """The operator's own wish."""
        self._board.set_aside(self._drain, until, reason)

    def park(self, until: datetime, reason: str) -> None:
        """Everybody of this quota group waits."""
        self._board.set_aside(self._park, until, reason)

    def bench_key(self, until: datetime, reason: str) -> None:
        self._board.set_aside(self._key, until, reason)

    def bench_group(self, until: datetime, reason: str) -> None:
        self._board.set_aside(self._group, until, reason)

    def warn(self, now: datetime, reason: str) -> None:
        """It may be asked, but the operator is to see that it fails."""
        self._board.jot(self._trouble, now + _SHOWN, reason)

    def relieve(self) -> None:
        self._board.clear(self._trouble)

    def trouble(self, now: datetime) -> str:
        """What all workers are to show of it though it is in use; or nothing."""
        state = self._board.out(self._trouble, now)
        return state.reason if state is not None else ""

    def lift(self) -> None:
        """Whatever had set it aside."""
        for name, _ in self._names:
            self._board.clear(name)

    def _day(self, now: datetime) -> str:
        return now.astimezone(self._zone).date().isoformat()

    def _midnight(self, now: datetime) -> datetime:
        tomorrow = now.astimezone(self._zone).date() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=self._zone)
