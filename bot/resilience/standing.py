"""How one target stands now: may it be asked, how busy it is, how it has been doing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from random import Random

from bot.errors import ProviderError
from bot.resilience.board import Board
from bot.resilience.breaker import Breaker, Mode, Verdict
from bot.resilience.latency import Latency
from bot.resilience.pace import Pace
from bot.resilience.policy import Policy
from bot.resilience.restraints import Hindrance, Moment, Out, Restraints
from bot.resilience.slots import Push, Slots
from bot.resilience.target import Target


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
        self.pace = pace
        self._random = random
        self.restraints = Restraints(target, policy.breaker, board)

    # ── may it be asked ──────────────────────────────────────────────────────────────────────────────────────────────

    def hindrance(self, at: Moment) -> Hindrance | None:
        """What speaks against asking it now; None: nothing. A full target is not hindered, it is only busy."""
        for hindrance in self.restraints.holding(at):
            if hindrance.out is Out.BREAKER and self.breaker.recovering:
                continue  # opened before its rest was over: its probe has passed
            if hindrance.out in {Out.BREAKER, Out.BENCH} and self.breaker.mode is Mode.CLOSED:
                self.breaker.open()  # told by another worker, or a bench: it comes back through one probe
            return hindrance
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

    def asked_at(self, at: Moment) -> float:
        """From when somebody could be served here, by room or as a probe, if no call ends before that (monotonic)."""
        hindrance = self.hindrance(at)
        if hindrance is None:
            return self.room_at(at)
        return min(hindrance.until, self.probe_at(at)) if hindrance.out is Out.BREAKER else hindrance.until

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

    # ── what happens to it ───────────────────────────────────────────────────────────────────────────────────────────

    def start(self, at: Moment, *, probe: bool = False, resumed: bool = False) -> int:
        """A call begins: takes a slot and counts. The number names the call. Asking for a job again is no new request."""
        if probe:
            self._last_probe = at.mono
            if self.breaker.mode is Mode.OPEN:
                self.breaker.half_open()
        self.calls += 1
        call = self.breaker.start(at.mono)
        self.slots.take(call)
        if not resumed:
            self.pace.start(at.mono)
            self.restraints.count(at.wall, used=1)
        return call

    def end(self, call: int, started: float, at: Moment, verdict: Verdict, push: Push) -> str:
        """A call is over. Returns why the breaker should open now, or an empty string."""
        self.slots.give(call, push, started, at.mono)
        probe = self.breaker.is_probe(call)
        why = self.breaker.end(call, at.mono, verdict)
        match verdict:
            case Verdict.WORKS:
                self.health += 0.1 * (1.0 - self.health)
                self.proven = max(self.proven, started)
                if self.restraints.trouble(at.wall):
                    self._recovering(at)
                if probe:
                    self.restraints.close()
            case Verdict.FAILED:
                self.health -= 0.1 * self.health
                self.last_failure = at.mono
            case Verdict.NOTHING:
                pass
        return why

    def failed(self, at: Moment, error: ProviderError) -> None:
        """What the operator sees while its breaker is still closed."""
        trouble = self.breaker.trouble(at.mono)
        if trouble:
            self.restraints.warn(at.wall, f"{trouble}, last {error}")

    def _recovering(self, at: Moment) -> None:
        trouble = self.breaker.trouble(at.mono)
        if trouble:
            self.restraints.warn(at.wall, trouble)
        else:
            self.restraints.relieve()

    def drew(self, seconds: float, micros: int, now: datetime) -> None:
        self.pictures += 1
        self.latency.add(seconds)
        self.restraints.count(now, micros=micros)

    def open(self, at: Moment, reason: str) -> None:
        """Leave it alone for a while."""
        self.breaker.open()
        self.restraints.open(at, reason)
