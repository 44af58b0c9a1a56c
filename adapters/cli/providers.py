"""`bananabot providers`: who draws, at what price, how well."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest
from random import SystemRandom

import typer

from adapters.cli.cells import Row
from adapters.cli.opening import run_until_done, settings
from adapters.cli.probing import probe_all, progress, remaining, verdict
from adapters.cli.table import JSON, show
from adapters.clock import SystemClock
from adapters.images._outcomes import Probe
from adapters.images._provider import HttpProvider
from adapters.settings.reading import Settings
from adapters.settings.secrets import secret
from adapters.wiring.painters import open_painters
from adapters.wiring.rings import hang_up
from bot.errors import UnsupportedRequest
from bot.model import ImageRequest
from bot.ports import Clock
from bot.quota.limits import format_dollars
from bot.resilience import Resilient, Target, TargetStatus
from storage.store import Store, open_store

app = typer.Typer()

_NEWEST = 1_000


@app.command("providers", epilog="Example: bananabot providers --probe")
def providers(
    probe: bool = typer.Option(False, "--probe", help="Ask each service whether the key is good (free)."),
    watch: bool = typer.Option(False, "--watch", help="Keep the table up to date until Ctrl-C."),
    as_json: bool = JSON,
) -> None:
    """Who draws: prices, limits, health."""
    if watch:
        with suppress(KeyboardInterrupt):
            run_until_done(_keep_showing(settings()))
    elif not run_until_done(_show(settings(), probe=probe, as_json=as_json)):
        raise typer.Exit(1)


async def _show(found: Settings, *, probe: bool, as_json: bool) -> bool:
    """Whether every key that was probed is good."""
    async with _standing(found) as stands:
        probes = await probe_all(stands.targets, progress(len(stands.targets))) if probe else []
        show(await stands.rows(probes), as_json=as_json)
        return all(probed.ok for probed in probes)


async def _keep_showing(found: Settings) -> None:
    from adapters.cli.terminal import keep_drawn  # noqa: PLC0415  only where somebody looks

    async with _standing(found) as stands:
        await keep_drawn(stands.rows, stands.clock)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the running processes have told the store, seen from beside them."""

    clock: Clock
    store: Store
    targets: Sequence[Target]
    client: Resilient

    async def rows(self, probes: Sequence[Probe] = ()) -> list[Row]:
        await self.client.refresh()
        since = self.clock.now() - timedelta(days=7)
        seconds = [(name, took) for name, _, took in await self.store.reports.latencies(since, _NEWEST)]
        stands = {status.id: status for status in self.client.status()}
        return [
            _row(target, stands[target.id], [took for name, took in seconds if name == target.service], probed)
            for target, probed in zip_longest(self.targets, probes)
        ]


@asynccontextmanager
async def _standing(found: Settings) -> AsyncGenerator[_Standing]:
    clock = SystemClock()
    store = await open_store(found.house.url, found.house.data, secret(found.house), clock)
    targets = open_painters(found, clock)
    client = Resilient(targets, clock=clock, random=SystemRandom(), store=store.targets)
    try:
        yield _Standing(clock, store, targets, client)
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
