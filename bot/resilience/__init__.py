"""Wrappers that have the shape of an ImageProvider, and routing over targets. No sockets, no status codes.

Only the class of an error decides; numbers stand in `table` and `policy`; time and chance are arguments.
"""

from bot.resilience.client import Resilient
from bot.resilience.observe import Alarm, Attempt, Observer, TargetStatus
from bot.resilience.policy import BreakerRule, BudgetRule, HedgeRule, Policy
from bot.resilience.target import Target

__all__ = [
    "Alarm",
    "Attempt",
    "BreakerRule",
    "BudgetRule",
    "HedgeRule",
    "Observer",
    "Policy",
    "Resilient",
    "Target",
    "TargetStatus",
]
