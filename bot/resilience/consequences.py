"""What an error means for the target that gave it: parked, benched, left alone, or nothing at all; and who is told."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from bot.errors import (
    ContentRefused,
    Exhausted,
    KeyRejected,
    ModelRetired,
    NoPicture,
    OutcomeUnknown,
    ProviderError,
    RequestInvalid,
    Throttled,
)
from bot.resilience.board import Board
from bot.resilience.breaker import Verdict
from bot.resilience.observe import Alarm
from bot.resilience.policy import Policy
from bot.resilience.restraints import Moment
from bot.resilience.slots import Push
from bot.resilience.standing import Standing
from bot.resilience.table import Backoff

_PARK = Backoff()
_IN_A_ROW = 4


class Consequences:
    """Applies an error to a standing. What it means for the request is the trail's business."""

    def __init__(self, policy: Policy, board: Board, random: Random) -> None:
        self._policy = policy
        self._board = board
        self._random = random
        self._throttles: dict[str, tuple[int, float]] = {}

    def verdict(self, error: ProviderError) -> tuple[Verdict, Push]:
        """What the error says about the target's health, and about its load."""
        match error:
            case Throttled():
                return Verdict.NOTHING, Push.THROTTLED
            case OutcomeUnknown():
                return Verdict.FAILED, Push.TIMED_OUT
            case ContentRefused() | RequestInvalid() | NoPicture(spoken=True):  # what people ask for closes no provider
                return Verdict.WORKS, Push.NOTHING
            case _:
                return (Verdict.FAILED if self._policy.row(error).blame else Verdict.NOTHING), Push.NOTHING

    def apply(self, standing: Standing, error: ProviderError, model: str, started: float, at: Moment) -> None:
        """Set aside what has to be set aside. `started`: when the call began (monotonic)."""
        target = standing.target
        match error:
            case Throttled():
                self._throttled(standing, error, started, at)
            case Exhausted():
                until = error.until or at.wall + timedelta(seconds=self._policy.balance_rest)
                standing.restraints.bench_group(until, f"Exhausted: {error.detail}")
            case KeyRejected():
                standing.restraints.bench_key(
                    at.wall + timedelta(seconds=self._policy.key_rest), f"KeyRejected: {error.detail}"
                )
            case ModelRetired():
                name = retired(target.service, model)
                self._board.set_aside(name, at.wall + timedelta(seconds=self._policy.model_rest), error.detail)
            case _:
                pass
        self.tell(standing, error)

    def tell(self, standing: Standing, error: ProviderError) -> None:
        """The operator hears of what only they can mend, once."""
        if self._policy.row(error).alarm:
            self._board.raise_alarm(Alarm(type(error).__name__, subject(standing, error), error.detail))

    def recovered(self, standing: Standing) -> None:
        """It drew: what was wrong with its key or allowance has been mended."""
        self._throttles.pop(standing.target.group, None)
        self._board.mended(KeyRejected.__name__, standing.target.key)
        self._board.mended(Exhausted.__name__, standing.target.group)

    def _throttled(self, standing: Standing, error: Throttled, started: float, at: Moment) -> None:
        """Wait as told, never less. Without a hint one refusal says only "slower"; several in a row say "stop a while".

        Calls of one burst are one refusal.
        """
        standing.pace.refused(started, at.mono, told=error.retry_after is not None)
        group = standing.target.group
        count, until = self._throttles.get(group, (0, float("-inf")))
        if started >= until:
            count += 1
        if error.retry_after is not None:
            seconds = error.retry_after * (1.0 + self._policy.wait_jitter * self._random.random())
        elif count >= _IN_A_ROW:
            seconds = _PARK.delay(count - _IN_A_ROW, self._random.random)
        else:
            seconds = 0.0
        self._throttles[group] = (count, max(until, at.mono + seconds))
        if seconds > 0 and at.mono + seconds > until:
            standing.restraints.park(at.wall + timedelta(seconds=seconds), f"Throttled: {error.detail}")


def retired(service: str, model: str) -> str:
    """The name under which a retired model is kept on the board. `model` is as asked for; empty: the default one."""
    return f"model:{service}:{model}"


def subject(standing: Standing, error: ProviderError) -> str:
    """What the operator has to look at."""
    target = standing.target
    match error:
        case KeyRejected():
            return target.key
        case Exhausted():
            return target.group
        case ModelRetired():
            return f"{target.service}:{error.model}"
        case RequestInvalid():
            return f"{target.service}:{error.parameter}"
        case _:
            return target.id
