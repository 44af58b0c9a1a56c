"""How long a provider wants us to wait, wherever it says so, and when its day begins anew."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from adapters.images import _json as js
from adapters.images._complaint import Complaint

_SAID = re.compile(r"(?:retry|try again|resets?) in\D{0,3}([0-9]+(?:\.[0-9]+)?)\s?(ms|s|m\b|min)?", re.IGNORECASE)
_RATELIMIT = re.compile(r"\bt=(\d+)")
_UNIT = {"ms": 0.001, "m": 60.0, "min": 60.0}


def retry_after(complaint: Complaint, now: datetime) -> float | None:
    """Seconds: from `retry-after-ms`, `Retry-After` (seconds or a date), Google's RetryInfo, `ratelimit`, or the words."""
    for found in (_header(complaint.headers, now), _retry_info(complaint.json), _words(complaint.message)):
        if found is not None and found >= 0:
            return found
    return None


def _header(headers: dict[str, str], now: datetime) -> float | None:
    if (millis := js.number(headers, "retry-after-ms")) is not None:
        return millis / 1000
    value = headers.get("retry-after", "")
    if value:
        return _seconds_or_date(value, now)
    match = _RATELIMIT.search(headers.get("ratelimit", ""))
    return float(match.group(1)) if match else None


def _seconds_or_date(value: str, now: datetime) -> float | None:
    try:
        return float(value)
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds())


def _retry_info(json: object) -> float | None:
    """`"retryDelay": "11.893s"`, a protobuf duration."""
    for detail in js.items(json, "error", "details"):
        if js.text(detail, "@type").endswith("google.rpc.RetryInfo"):
            return js.number(js.text(detail, "retryDelay").removesuffix("s"))
    return None


def _words(message: str) -> float | None:
    match = _SAID.search(message)
    return float(match.group(1)) * _UNIT.get((match.group(2) or "s").lower(), 1.0) if match else None


def next_midnight(zone: str, now: datetime) -> datetime:
    """The first moment (UTC) of the next calendar day in `zone`: right on days of 23 and 25 hours too."""
    here = now.astimezone(ZoneInfo(zone))
    return datetime.combine(here.date() + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
