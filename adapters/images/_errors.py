"""Names every answer that is no success: the only place that knows what a status code means for what we do next."""

from __future__ import annotations

from datetime import datetime

from adapters.images import _json as js
from adapters.images._complaint import Complaint
from adapters.images._waits import next_midnight, retry_after
from adapters.images._words import BUSY, EMPTY, GONE, KEY, LATE, NO_MODEL, REFUSED, holds
from bot.errors import (
    ContentRefused,
    Exhausted,
    GatewayTimeout,
    KeyRejected,
    ModelRetired,
    OutcomeUnknown,
    Overloaded,
    ProviderError,
    RequestInvalid,
    Throttled,
    Unclassified,
)

_WRONG = frozenset({400, 404, 410, 422})
_A_DAY = 120.0  # seconds: who asks to wait longer than this means a day's limit, whatever it is called


def name(complaint: Complaint, *, zone: str, now: datetime) -> ProviderError:
    """The error for a complaint. Words decide before the status: relays use statuses as they like."""
    return _by_words(complaint) or _by_status(complaint, zone, now)


def _by_words(complaint: Complaint) -> ProviderError | None:
    said, detail = complaint.said, complaint.detail
    if holds(said, REFUSED):
        return ContentRefused(detail)
    if holds(said, EMPTY):
        return Exhausted(detail)
    if holds(said, KEY):
        return KeyRejected(detail)
    if holds(said, GONE) or (complaint.status in _WRONG and NO_MODEL.search(said)):
        return ModelRetired(detail)
    if complaint.status >= 500 and holds(said, LATE):
        return GatewayTimeout(detail)
    if complaint.status >= 500 and holds(said, BUSY):
        return Overloaded(detail)
    return None


def _by_status(complaint: Complaint, zone: str, now: datetime) -> ProviderError:
    detail = complaint.detail
    match complaint.status:
        case 400 if complaint.kind == "FAILED_PRECONDITION":
            return KeyRejected(detail)
        case 400 | 413 | 415 | 422:
            return RequestInvalid(detail, parameter=complaint.parameter, ours=True)
        case 401 | 403:
            return KeyRejected(detail)
        case 402:
            return Exhausted(detail)
        case 404 | 410:
            return ModelRetired(detail)
        case 429:
            return _throttled(complaint, zone, now)
        case 503 | 521 | 522 | 523 | 529 | 530:
            return Overloaded(detail)
        case 408 | 504 | 524 | 598 | 599:
            return GatewayTimeout(detail)
        case 502 | 520:
            return OutcomeUnknown(detail)
        case _:
            return Unclassified(detail)


def _throttled(complaint: Complaint, zone: str, now: datetime) -> Throttled | Exhausted:
    """A minute's limit, a day's, or none at all (limit 0): a short delay may stand beside a day's violation."""
    violations = [
        violation
        for detail in js.items(complaint.json, "error", "details")
        for violation in js.items(detail, "violations")
    ]
    if any(js.word(violation, "quotaValue") == "0" for violation in violations) or "limit: 0" in complaint.said:
        return Exhausted(complaint.detail)
    wait = retry_after(complaint, now)
    by_day = any("perday" in js.text(violation, "quotaId").lower() for violation in violations)
    if by_day or "per day" in complaint.said or "daily" in complaint.said or (wait or 0) > _A_DAY:
        return Exhausted(complaint.detail, until=next_midnight(zone, now))
    return Throttled(complaint.detail, retry_after=wait)
