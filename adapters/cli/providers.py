"""`bananabot providers`: who draws, at what price, how well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import zip_longest
from random import SystemRandom

import typer

from adapters.cli.opening import run_until_done, settings
from adapters.cli.probing import probe_all, progress, remaining, verdict
from adapters.cli.table import JSON, Row, show
from adapters.clock import SystemClock
from adapters.images._outcomes import Probe
from adapters.images._provider import HttpProvider
from adapters.settings.reading import Settings
from adapters.settings.secrets import secret
from adapters.wiring.painters import open_painters
from adapters.wiring.rings import hang_up
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
    rows, good = run_until_done(_rows(settings(), probe=probe))
    show(rows, as_json=as_json)
    if not good:
        raise typer.Exit(1)


async def _rows(found: Settings, *, probe: bool) -> tuple[list[Row], bool]:
    """The table, and whether every key that was probed is good."""
    clock = SystemClock()
    store = await open_store(found.house.url, found.house.data, secret(found.house), clock)
    targets = open_painters(found, clock)
    client = Resilient(targets, clock=clock, random=SystemRandom(), store=store.targets)
    try:
        await client.refresh()
        since = clock.now() - timedelta(days=7)
        seconds = [(name, took) for name, _, took in await store.reports.latencies(since, _NEWEST)]
        probes = await probe_all(targets, progress(len(targets))) if probe else []
        stands = {status.id: status for status in client.status()}
        rows = [
            _row(target, stands[target.id], [took for name, took in seconds if name == target.service], probed)
            for target, probed in zip_longest(targets, probes)
        ]
        return rows, all(probed.ok for probed in probes)
    finally:
        await client.close()
        await hang_up(targets)
        await store.close()


def _row(target: Target, status: TargetStatus, seconds: Sequence[float], probed: Probe | None) -> Row:
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
    return (
        row
        if probed is None
        else {**row, "key": verdict(probed), "balance": remaining(probed), "requests left": _left(target)}
    )


def _price(target: Target) -> str | None:
    """Of one standard picture."""
    try:
        return format_dollars(target.provider.price(ImageRequest(prompt="a picture")).micros)
    except UnsupportedRequest:
        return None


def _quantile(values: Sequence[float], share: float) -> float | None:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else None


def _left(target: Target) -> int | None:
    """What the service's own rate-limit headers said with the last answer."""
    return target.provider.line.meter.left if isinstance(target.provider, HttpProvider) else None
