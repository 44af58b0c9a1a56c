"""Numbers for Prometheus. Labels are few and known beforehand: never a person, a chat or a prompt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.errors import StoreError
from bot.resilience import Alarm, Attempt

_SECONDS = (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300)

Numbers = Callable[[], Awaitable[dict[str, float]]]
"""How much there is of something just now, by state."""


class Metrics:
    """Implements `bot.resilience.Observer`. Each has its own registry, so that two in one process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.messages = Counter(
            "bananabot_messages", "Messages and presses taken in", ["platform"], registry=self.registry
        )
        self._attempts = Counter(
            "bananabot_attempts", "Calls to painters", ["provider", "outcome"], registry=self.registry
        )
        self._seconds = Histogram(
            "bananabot_attempt_seconds",
            "How long painters take",
            ["provider"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._alarms = Counter("bananabot_alarms", "What an operator should look at", ["cause"], registry=self.registry)
        self._database = Gauge("bananabot_database", "1 while the database answers", registry=self.registry)
        self._jobs = Gauge("bananabot_jobs", "Jobs by state", ["state"], registry=self.registry)
        self._ahead = Gauge(
            "bananabot_drawn_ahead", "Pictures drawn ahead in the last day, by state", ["state"], registry=self.registry
        )

    def attempt(self, attempt: Attempt) -> None:
        provider = attempt.target.partition("/")[0]
        self._attempts.labels(provider, attempt.outcome).inc()
        self._seconds.labels(provider).observe(attempt.seconds)

    def alarm(self, alarm: Alarm) -> None:
        self._alarms.labels(alarm.cause).inc()

    async def _count(self, jobs: Numbers, ahead: Numbers) -> None:
        """What the database knows. While it is away, our own numbers are wanted all the more."""
        self._jobs.clear()
        self._ahead.clear()
        try:
            found = ((self._jobs, await jobs()), (self._ahead, await ahead()))
        except StoreError:
            self._database.set(0)
            return
        self._database.set(1)
        for gauge, numbers in found:
            for state, count in numbers.items():
                gauge.labels(state).set(count)

    def handler(self, jobs: Numbers, ahead: Numbers) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(_request: web.Request) -> web.StreamResponse:
            await self._count(jobs, ahead)
            body = generate_latest(self.registry)
            return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

        return handle
