"""What one request has been through: who failed it and how, and therefore who may still be asked."""

from __future__ import annotations

from collections import Counter
from random import Random

from bot.errors import NobodyLeft, OutcomeUnknown, ProviderError, RequestInvalid
from bot.resilience.budget import RetryBudget
from bot.resilience.policy import Backoff, Next, Policy, Row
from bot.resilience.target import Target

_REST = Backoff()


class Trail:
    """Kept for one request. `failed` holds when each target failed it, `ready` when it may be asked again (monotonic).

    `timed`: throttled ones, for whom another request's success proves nothing. `patient`: out of repeats, with nothing paid:
    it takes a target that has worked for somebody else since, or is the one call that finds out, from `rested` on, later each
    time: when nobody else asks, its attempts have to last for the whole outage. `spent`: tokens of the
    retry budget it took. `sick`: endpoints that have failed it.
    """

    def __init__(self, policy: Policy, budget: RetryBudget, random: Random) -> None:
        self._policy = policy
        self._budget = budget
        self._random = random
        self._barred: set[str] = set()
        self._barred_services: set[str] = set()
        self._counts: Counter[type[ProviderError]] = Counter()
        self._times: Counter[str] = Counter()
        self._stumbled: set[str] = set()
        self._shunned = ""
        self._shunned_service = ""
        self.attempts = 0
        self.failed: dict[str, float] = {}
        self.ready: dict[str, float] = {}
        self.timed: set[str] = set()
        self.sick: set[str] = set()
        self.again: str | None = None
        self.patient = False
        self.rested = float("-inf")
        self._rests = 0
        self.spent = 0.0
        self.last: ProviderError | None = None

    @property
    def lost_answers(self) -> int:
        """Of whatever kind: each may have been paid."""
        return sum(count for error, count in self._counts.items() if issubclass(error, OutcomeUnknown))

    def allows(self, target: Target) -> bool:
        barred = target.id in self._barred or target.service in self._barred_services
        return not barred and target.id != self._shunned and target.service != self._shunned_service

    def note(self, target: Target, error: ProviderError, now: float) -> None:
        """Draw the conclusions for this request. Raises what the member is to be told when it ends here."""
        row = self._policy.row(error)
        self.remember(error)
        self._counts[row.error] += 1
        self._turn_from(target, row, now)
        if row.next is Next.NOBODY:
            raise error
        if isinstance(error, RequestInvalid):
            if not error.ours:
                raise error
            if self._counts[row.error] > 1:
                raise self.over(f"{error.parameter or 'our request'} is refused by a second provider as well")
            return
        if self.attempts >= self._policy.attempts:
            raise self.over(f"{self.attempts} attempts")
        repeats = self.lost_answers if issubclass(row.error, OutcomeUnknown) else self._counts[row.error]
        allowed = row.pool or repeats <= row.retries
        if allowed and row.cost and not self._budget.take(row.cost, now):
            allowed = False
        elif allowed:
            self.spent += row.cost
        if not allowed:
            if not row.safe:
                raise self.over(f"{repeats} times {row.error.__name__}")
            self.patient = True
            self.rested = now + _REST.delay(self._rests, self._random.random)
            self._rests += 1

    def over(self, detail: str) -> NobodyLeft:
        """The end, with the most telling error."""
        return NobodyLeft(detail=detail, last=self.last, provider=self.last.provider if self.last else "")

    def remember(self, error: ProviderError) -> None:
        """Keep the most telling error: that something may have been paid, else the latest."""
        inner = error.last if isinstance(error, NobodyLeft) and error.last is not None else error
        if not isinstance(self.last, OutcomeUnknown):
            self.last = inner

    def _turn_from(self, target: Target, row: Row, now: float) -> None:
        self.again = None
        match row.next:
            case Next.NOBODY | Next.AWAY:
                self._barred.add(target.id)
            case Next.OTHER_PROVIDER:
                self._barred_services.add(target.service)
            case Next.ONCE_MORE if target.service not in self._stumbled:
                self._stumbled.add(target.service)
                self.again = target.id
            case Next.ELSEWHERE | Next.ONCE_MORE | Next.BY_TURNS:
                self._shunned = target.id if row.next is Next.BY_TURNS else self._shunned
                self._shunned_service = target.service if row.next is Next.ONCE_MORE else self._shunned_service
                self.failed[target.id] = now
                self._times[target.id] += 1
                self.ready[target.id] = now + row.backoff.delay(self._times[target.id] - 1, self._random.random)
                if not row.blame:
                    self.timed.add(target.id)
        if row.blame:
            self.sick.add(target.endpoint)
