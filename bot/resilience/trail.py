"""What one request has been through: who failed it and how, and therefore who may still be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

from bot.errors import NobodyLeft, OutcomeUnknown, ProviderError, RequestInvalid
from bot.resilience.budget import RetryBudget
from bot.resilience.policy import Policy
from bot.resilience.table import Backoff, Next, Row
from bot.resilience.target import Target

_REST = Backoff(base=8.0)


class Trail:
    """Kept for one request. `failed` holds when each target failed it, `ready` when it may be asked again (monotonic).

    `timed`: throttled ones, for whom another request's success proves nothing. `patient`: without repeats, nothing paid: it
    stands in line for a target that has worked for somebody else since, or is the one probe of an open breaker, from `rested` on,
    later each time. `last_call`: its repeats are used up, and so it asks once more by itself, then, and never again.
    `spent`: tokens of the retry budget it took. `sick`: endpoints that have failed it. `crowd`: how wide its waits are strewn.
    """

    def __init__(self, policy: Policy, budget: RetryBudget, random: Random, crowd: Callable[[], float]) -> None:
        self._policy = policy
        self._budget = budget
        self._random = random
        self._crowd = crowd
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
        self.last_call: float | None = None
        self._rests = 0
        self.spent = 0.0
        self._resorted = False
        self.last: ProviderError | None = None

    @property
    def lost_answers(self) -> int:
        """Of whatever kind: each may have been paid."""
        return sum(count for error, count in self._counts.items() if issubclass(error, OutcomeUnknown))

    def allows(self, target: Target) -> bool:
        barred = target.id in self._barred or target.service in self._barred_services
        return not barred and target.id != self._shunned and target.service != self._shunned_service

    def note(self, target: Target, error: ProviderError, now: float, served: float = float("-inf")) -> None:
        """Draw the conclusions for this request. Raises what the member is to be told when it ends here.

        `served`: when the target was last known to work for somebody else. As long as the line moves, nobody's call is the last.
        """
        row = self._policy.row(error)
        if self.last_call is not None and served > self.last_call - self._policy.last_call:
            self.last_call = None
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
        self.attempts -= row.pool  # a dead key says nothing about the request
        if self.attempts >= self._policy.attempts:
            raise self.over(f"{self.attempts} attempts")
        times = self.lost_answers if issubclass(row.error, OutcomeUnknown) else self._counts[row.error]
        used_up = times > row.retries and not row.pool and not self._resorts(target, row)
        if not used_up and (not row.cost or self._budget.take(row.cost, now)):
            self.spent += row.cost
        elif not row.safe or (self.last_call is not None and now >= self.last_call):
            raise self.over(f"{times} times {row.error.__name__}")
        else:
            self._line_up(now, used_up=used_up)

    def over(self, detail: str) -> NobodyLeft:
        """The end, with the most telling error."""
        return NobodyLeft(detail=detail, last=self.last, provider=self.last.provider if self.last else "")

    def remember(self, error: ProviderError) -> None:
        """Keep the most telling error: that something may have been paid, else the latest."""
        inner = error.last if isinstance(error, NobodyLeft) and error.last is not None else error
        if not isinstance(self.last, OutcomeUnknown):
            self.last = inner

    def _resorts(self, target: Target, row: Row) -> bool:
        """Out of repeats: another provider than the last one, once."""
        resorts, self._resorted = row.resort and not self._resorted, True
        if resorts:
            self._barred_services.add(target.service)
        return resorts

    def _at_once(self, now: float) -> None:
        """A throttled one has to be waited for: whoever was only busy is asked first."""
        for other in self.failed.keys() - self.timed:
            self.ready[other] = now

    def _line_up(self, now: float, *, used_up: bool) -> None:
        """No repeat is left, or none can be afforded now."""
        self.patient = True
        self.rested = now + _REST.delay(self._rests, self._strewn)
        self._rests += 1
        if used_up and self.last_call is None:
            self.last_call = now + self._policy.last_call

    def _strewn(self) -> float:
        return self._random.random() * self._crowd()

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
                self.ready[target.id] = now + row.backoff.delay(self._times[target.id] - 1, self._strewn)
                if not row.blame:
                    self.timed.add(target.id)
                    self._at_once(now)
        if row.blame:
            self.sick.add(target.endpoint)
