"""How one target stands now: may it be asked, how busy it is, how it has been doing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from random import Random
from zoneinfo import ZoneInfo

from bot.resilience.board import Board
from bot.resilience.breaker import Breaker, Mode, Verdict
from bot.resilience.latency import Latency
from bot.resilience.pace import Pace
from bot.resilience.policy import Policy
from bot.resilience.slots import Push, Slots
from bot.resilience.target import Target


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


class Standing:
    """The live side of a `Target`. Quick: it is looked at for every request."""

    def __init__(self, target: Target, policy: Policy, board: Board, pace: Pace, random: Random) -> None:
        self.target = target
        self.latency = Latency()
        self.breaker = Breaker(policy.breaker, self.latency)
        self.slots = Slots(policy.first_concurrency, target.concurrency)
        self.calls = 0
        self.pictures = 0
        self.errors: Counter[str] = Counter()
        self.health = 1.0
        self.proven = float("-inf")
        self.last_failure = float("-inf")
        self._last_probe = float("-inf")
        self._rule = policy.breaker
        self._board = board
        self.pace = pace
        self._random = random
        self._zone = ZoneInfo(target.zone)
        self._breaker_name = f"target:{target.id}"
        self._drain_name = f"drain:{target.id}"
        self._key_name = f"key:{target.key}"
        self._group_name = f"group:{target.group}"
        self._park_name = f"park:{target.group}"

    # ── may it be asked ──────────────────────────────────────────────────────────────────────────────────────────────

    def hindrance(self, at: Moment) -> Hindrance | None:
        """What speaks against asking it now; None: nothing. A full target is not hindered, it is only busy."""
        board = self._board
        for name, out in (
            (self._breaker_name, Out.BREAKER),
            (self._drain_name, Out.BENCH),
            (self._key_name, Out.BENCH),
            (self._group_name, Out.BENCH),
            (self._park_name, Out.PARK),
        ):
            state = board.out(name, at.wall)
            if state is not None and state.until is not None:
                if out is Out.BREAKER and self.breaker.recovering:
                    continue  # opened earlier than its rest ends: its probe has passed
                if out is not Out.PARK and self.breaker.mode is Mode.CLOSED:
                    self.breaker.open()  # told by another worker, or a bench: it comes back through one probe
                return Hindrance(out, at.mono + (state.until - at.wall).total_seconds(), state.reason)
        if self.left(at.wall) == 0:
            return Hindrance(Out.ALLOWANCE, at.mono + self._to_reset(at.wall), "the day's allowance is used up")
        ready = self.pace.ready_at(at.mono)
        if ready > at.mono:
            return Hindrance(Out.PACE, ready, "the known rate limit")
        if self.breaker.mode is Mode.OPEN:
            self.breaker.half_open()
            self.slots.restart()
        return None

    def room_at(self, at: Moment) -> float:
        """When it may take one more call, if none ends before that (monotonic)."""
        return self.breaker.admits_at(at.mono) if self.slots.room() else float("inf")

    def asks(self, at: Moment) -> bool:
        """Could somebody be served here now: by room, or as a probe."""
        hindrance = self.hindrance(at)
        if hindrance is None:
            return self.room_at(at) <= at.mono
        return hindrance.out is Out.BREAKER and self.probe_at(at) <= at.mono

    def lag(self, now: float) -> float | None:
        """Seconds a call takes of late, those still in the air included; None: not known."""
        recent = self.latency.recent
        return None if recent is None else max(recent, self.breaker.age(now))

    def probe_at(self, at: Moment) -> float:
        """From when one call may find out whether it works again, though it is out or has just failed everybody."""
        if self.breaker.mode is Mode.HALF:
            return self.breaker.admits_at(at.mono)
        delay = self._rule.probe.delay(
            max(0, self.breaker.failures_in_a_row - self._rule.failures), self._random.random
        )
        return max(self.last_failure, self._last_probe) + delay

    def left(self, now: datetime) -> int | None:
        """Requests left of today's allowance; None: no limit known."""
        if self.target.allowance is None:
            return None
        return max(0, self.target.allowance - self.used(now)[0])

    def used(self, now: datetime) -> tuple[int, int]:
        """(requests, micro-USD) of the provider's calendar day, by all workers."""
        state = self._board.get(self._group_name)
        return (state.used, state.micros) if state is not None and state.day == self._day(now) else (0, 0)

    # ── what happens to it ───────────────────────────────────────────────────────────────────────────────────────────

    def start(self, at: Moment, *, probe: bool = False) -> int:
        """A call begins: takes a slot and counts. The number names the call."""
        if probe:
            self._last_probe = at.mono
            if self.breaker.mode is Mode.OPEN:
                self.breaker.half_open()
        self.calls += 1
        self.slots.take()
        self.pace.start(at.mono)
        self._board.count(self._group_name, self._day(at.wall), 1, 0)
        return self.breaker.start(at.mono)

    def end(self, call: int, started: float, at: Moment, verdict: Verdict, push: Push) -> str:
        """A call is over. Returns why the breaker should open now, or an empty string."""
        self.slots.give(push, started, at.mono)
        probe = self.breaker.is_probe(call)
        why = self.breaker.end(call, at.mono, verdict)
        match verdict:
            case Verdict.WORKS:
                self.health += 0.1 * (1.0 - self.health)
                self.proven = max(self.proven, started)
                if probe:
                    self._board.clear(self._breaker_name)
            case Verdict.FAILED:
                self.health -= 0.1 * self.health
                self.last_failure = at.mono
            case Verdict.NOTHING:
                pass
        return why

    def drew(self, seconds: float, micros: int, now: datetime) -> None:
        self.pictures += 1
        self.latency.add(seconds)
        self._board.count(self._group_name, self._day(now), 0, micros)

    def open(self, at: Moment, reason: str) -> None:
        """Leave it alone, for longer each time that its rest was over and a probe failed."""
        state = self._board.get(self._breaker_name)
        running = state is not None and state.until is not None and state.until > at.wall
        strikes = (state.strikes if state else 0) + (0 if running else 1)
        rest = min(self._rule.longest_rest, self._rule.rest * 2 ** (max(1, strikes) - 1))
        until = state.until if running and state and state.until else at.wall + timedelta(seconds=rest)
        self.breaker.open()
        self._board.set_aside(self._breaker_name, until, reason, max(1, strikes))

    def park(self, until: datetime, reason: str) -> None:
        """Everybody of this quota group waits."""
        self._board.set_aside(self._park_name, until, reason)

    def bench_key(self, until: datetime, reason: str) -> None:
        self._board.set_aside(self._key_name, until, reason)

    def bench_group(self, until: datetime, reason: str) -> None:
        self._board.set_aside(self._group_name, until, reason)

    def _day(self, now: datetime) -> str:
        return now.astimezone(self._zone).date().isoformat()

    def _to_reset(self, now: datetime) -> float:
        tomorrow = now.astimezone(self._zone).date() + timedelta(days=1)
        reset = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=self._zone)
        return (reset - now).total_seconds()
