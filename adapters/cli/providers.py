"""`bananabot providers`: who draws, at what price, how well."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom

import typer

from adapters.cli.opening import run_until_done, settings
from adapters.cli.table import JSON, Row, show
from adapters.clock import SystemClock
from adapters.images._provider import HttpProvider
from adapters.settings.reading import Settings
from adapters.settings.secrets import secret
from adapters.wiring.painters import open_painters
from bot.errors import UnsupportedRequest
from bot.model import ImageRequest
from bot.quota.limits import format_dollars
from bot.resilience import Resilient, Target, TargetStatus
from storage.store import open_store

app = typer.Typer()

_NEWEST = 1_000


@app.command("providers", epilog="Example: bananabot providers --probe")
def providers(
    probe: bool = typer.Option(False, "--probe", help="Ask each service whether the key is good (free)."),
    as_json: bool = JSON,
) -> None:
    """Who draws: prices, limits, health."""
    show(run_until_done(_rows(settings(), probe=probe)), as_json=as_json)


async def _rows(found: Settings, *, probe: bool) -> list[Row]:
    clock = SystemClock()
    store = await open_store(found.house.url, found.house.data, secret(found.house), clock)
    targets = open_painters(found, clock)
    client = Resilient(targets, clock=clock, random=SystemRandom(), store=store.targets)
    try:
        await client.refresh()
        since = clock.now() - timedelta(days=7)
        seconds = [(name, took) for name, _, took in await store.reports.latencies(since, _NEWEST)]
        probes = await asyncio.gather(*(_probe(target) for target in targets)) if probe else [None] * len(targets)
        stands = {status.id: status for status in client.status()}
        return [
            _row(target, stands[target.id], [took for name, took in seconds if name == target.service], probed)
            for target, probed in zip(targets, probes, strict=True)
        ]
    finally:
        await client.close()
        await store.close()


def _row(target: Target, status: TargetStatus, seconds: Sequence[float], probed: str | None) -> Row:
    row: dict[str, str | int | float | None] = {
        "target": target.id,
        "state": status.state,
        "reason": status.reason,
        "until": status.until.isoformat(timespec="minutes") if status.until else None,
        "left today": status.left,
        "price usd": _price(target),
        "p50 s": _quantile(seconds, 0.5),
        "p95 s": _quantile(seconds, 0.95),
        "spent today usd": format_dollars(status.micros_today),
    }
    return row if probed is None else {**row, "key": probed}


def _price(target: Target) -> str | None:
    """Of one standard picture."""
    try:
        return format_dollars(target.provider.price(ImageRequest(prompt="a picture")).micros)
    except UnsupportedRequest:
        return None


def _quantile(values: Sequence[float], share: float) -> float | None:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else None


async def _probe(target: Target) -> str:
    if not isinstance(target.provider, HttpProvider):
        return "not needed"
    found = await target.provider.probe()
    return ("ok " if found.ok else "bad ") + found.detail
