"""What a monitor asks: whether we are ready, and the numbers."""

from __future__ import annotations

from adapters.web.health import healthz, readyz
from adapters.web.metrics import Metrics
from bot.errors import StoreBusy
from bot.resilience import Alarm, Attempt
from tests.unit.pages.site import site


async def test_ready_only_when_everything_is() -> None:
    broken = False

    async def database() -> None:
        if broken:
            raise StoreBusy("locked by somebody")

    async with site([("GET", "/healthz", healthz), ("GET", "/readyz", readyz({"database": database}))]) as client:
        assert await (await client.get("/healthz")).text() == "ok\n"
        assert (await client.get("/readyz")).status == 200
        broken = True
        answer = await client.get("/readyz")
        assert (answer.status, await answer.json()) == (503, {"database": "StoreBusy"})


async def test_metrics_count_by_provider_and_never_by_person() -> None:
    metrics = Metrics()
    metrics.attempt(Attempt(job=5, target="gemini/host/key1", number=1, outcome="picture", seconds=3.2))
    metrics.alarm(Alarm("KeyRejected", "gemini/key1"))

    async def jobs() -> dict[str, float]:
        return {"accepted": 3}

    async def ahead() -> dict[str, float]:
        return {"waiting": 2}

    async with site([("GET", "/metrics", metrics.handler(jobs, ahead))]) as client:
        text = await (await client.get("/metrics")).text()
    assert 'bananabot_attempts_total{outcome="picture",provider="gemini"} 1.0' in text
    assert 'bananabot_jobs{state="accepted"} 3.0' in text
    assert 'bananabot_drawn_ahead{state="waiting"} 2.0' in text
    assert 'bananabot_alarms_total{cause="KeyRejected"} 1.0' in text
    assert "bananabot_database 1.0" in text
    assert "key1" not in text


async def test_while_the_database_is_away_the_other_numbers_are_still_told() -> None:
    metrics = Metrics()
    metrics.alarm(Alarm("KeyRejected", "gemini/key1"))

    async def away() -> dict[str, float]:
        raise StoreBusy("not there")

    async with site([("GET", "/metrics", metrics.handler(away, away))]) as client:
        answer = await client.get("/metrics")
        text = await answer.text()
    assert answer.status == 200
    assert "bananabot_database 0.0" in text
    assert 'bananabot_alarms_total{cause="KeyRejected"} 1.0' in text
