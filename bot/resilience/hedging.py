"""When a slow call gets company: off unless the operator turns it on, and then for few calls and where paying twice is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.resilience.able import Able
from bot.resilience.policy import HedgeRule
from bot.resilience.standing import Standing

_BURST = 5.0


class Hedging:
    """Keeps the share of hedged requests. `rule` None: off."""

    def __init__(self, rule: HedgeRule | None) -> None:
        self._rule = rule
        self._tokens = 0.0

    def asked(self) -> None:
        """One more request: its share may be hedged."""
        if self._rule is not None:
            self._tokens = min(_BURST, self._tokens + self._rule.share)

    def due(self, standing: Standing, started: float) -> float:
        """When a call that began at `started` is slow enough for a second one (monotonic); infinite: never."""
        if self._rule is None:
            return float("inf")
        usual = standing.latency.quantile(self._rule.quantile)
        return float("inf") if usual is None else started + usual

    def take(self) -> bool:
        """One hedge, if the share is not used up."""
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True


def affordable(able: Sequence[Able], first: Standing) -> list[Able]:
    """Who may draw the same a second time: another provider, at a price that is accepted twice."""
    return [
        one
        for one in able
        if one.standing.target.service != first.target.service
        and one.standing.target.hedge_micros is not None
        and one.price.micros <= one.standing.target.hedge_micros
    ]
