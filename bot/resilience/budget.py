"""The retry budget: what keeps a failing provider from being asked many times as often as a working one."""

from __future__ import annotations

from bot.resilience.policy import BudgetRule


class RetryBudget:
    """A bucket of tokens. A repeat takes its cost; a picture brings back what its repeats took, and a little more."""

    def __init__(self, rule: BudgetRule, now: float) -> None:
        self._rule = rule
        self._tokens = rule.capacity
        self._at = now

    def left(self, now: float) -> float:
        self._tokens = min(self._rule.capacity, self._tokens + (now - self._at) * self._rule.trickle)
        self._at = now
        return self._tokens

    def take(self, cost: float, now: float) -> bool:
        """Take `cost` tokens, or nothing at all."""
        if self.left(now) < cost:
            return False
        self._tokens -= cost
        return True

    def give(self, spent: float, now: float) -> None:
        """A picture came whose repeats had taken `spent`."""
        self._tokens = min(self._rule.capacity, self.left(now) + spent + self._rule.reward)
