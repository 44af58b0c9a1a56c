"""What `cost` and `advise` share: the record of the house, the tariff asked about, the report as a file."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import SystemRandom

import orjson
import typer

from adapters.cli.files import write
from adapters.cli.opening import run_until_done
from adapters.clock import SystemClock
from adapters.settings.reading import Settings
from adapters.settings.secrets import secret
from adapters.wiring.painters import open_painters
from adapters.wiring.tariffs import tariffs
from bot.answers.costing import look
from bot.answers.purse import Allowance, Budgeted, allowances, budgeted, month_end
from bot.commands.arguments import read_days
from bot.costs.calculator import BadNumber, Tariff, exact, whole
from bot.costs.curves import Offer, cost_report
from bot.costs.history import Recorded
from bot.errors import ConfigurationError, Rejection
from bot.ports import Clock, Spend
from bot.resilience import Resilient
from bot.texts import Texts
from storage.store import Store, open_store

DAILY = typer.Option(None, "--daily-requests", metavar="N", help="Requests a day; without it the record is asked.")
HITS = typer.Option(0.3, "--cache-hit-rate", metavar="X", help="Share served from memory, 0 to 1.")
FREE = typer.Option(None, "--free-per-day", metavar="N", help="Free pictures a day (1500).")
PRICE = typer.Option(None, "--price", metavar="USD", help="Of one picture (0.0387).")
HISTORY = typer.Option("30d", "--from-history", metavar="DAYS", help="Ask the record of so many days.")
OUTPUT = typer.Option(None, "-o", "--output", metavar="FILE", help="The curves of every provider, as .png or .html.")


@dataclass(frozen=True, slots=True)
class Past:
    """The record of some days: what was spent in them and by whom, where the month ends (micro-USD), what is left."""

    recorded: Recorded
    spends: Sequence[Spend]
    names: Mapping[int, str]
    forecast: int
    budgets: Sequence[Budgeted]
    allowances: Sequence[Allowance]


@contextmanager
def in_words(found: Settings) -> Generator[None]:
    """A number that cannot be is wrong use, said in one line."""
    try:
        yield
    except BadNumber as error:
        raise typer.BadParameter(str(error)) from None
    except Rejection as rejection:
        raise typer.BadParameter(Texts.load().say(found.house.language, rejection.key, **rejection.fields)) from None


def tariff(free: int | None, price: float | None, otherwise: Tariff | None = None) -> Tariff:
    """Raises `BadNumber`."""
    base = otherwise or Tariff()
    each = base.micros if price is None else _micros(price)
    return Tariff(base.free_per_day if free is None else free, each)


def _micros(price: float) -> int:
    found = exact(price) * Decimal(1_000_000)
    if not found.is_finite() or found < 0:
        raise BadNumber(f"price is {price}: USD are needed, e.g. 0.0387")
    return whole(found)


def past(found: Settings, days: str) -> Past:
    """Raises `Rejection` for what are no days, and `StoreError`s."""
    return run_until_done(_past(found, read_days(days, 30) or 30))


async def _past(found: Settings, days: int) -> Past:
    clock = SystemClock()
    store = await open_store(found.house.url, found.house.data, secret(found.house), clock)
    try:
        return await _asked(store, found, days, clock)
    finally:
        await store.close()


async def _asked(store: Store, found: Settings, days: int, clock: Clock) -> Past:
    now, zone, reports = clock.now(), found.house.timezone, store.reports
    spends = await reports.spends(now - timedelta(days=days), now, zone)
    return Past(
        recorded=await look(reports, now, zone, days),
        spends=spends,
        names=await store.people.names(sorted({spend.person for spend in spends if spend.person is not None})),
        forecast=await month_end(reports, now, zone),
        budgets=await budgeted(reports, found.quotas.budget, now, zone),
        allowances=await _allowances(store, found, clock),
    )


async def _allowances(store: Store, found: Settings, clock: Clock) -> list[Allowance]:
    """None where the providers cannot be opened: the money of the past is there all the same."""
    try:
        client = Resilient(open_painters(found, clock), clock=clock, random=SystemRandom(), store=store.targets)
    except ConfigurationError:
        return []
    try:
        await client.refresh()
        return allowances(client.status())
    finally:
        await client.close()


def curves(found: Settings, daily: int, hits: Decimal | float, file: Path) -> None:
    """Write the report of the configured providers. Raises `BadNumber`, `Unwritable`."""
    from adapters.drawings.costs import cost_chart, cost_html  # noqa: PLC0415  Pillow's fonts: only where one is drawn

    texts, language = Texts.load(), found.house.language
    offers: list[Offer] = tariffs(found)
    report = cost_report(offers, daily, hits)
    match file.suffix.lower():
        case ".png":
            write(file, cost_chart(report, language, texts))
        case ".html":
            write(file, cost_html(report, language, texts).encode())
        case _:
            raise typer.BadParameter(f"{file}: the name must end in .png or .html")
    typer.echo(str(file), err=True)


def dump(numbers: object) -> None:
    typer.echo(orjson.dumps(numbers, option=orjson.OPT_INDENT_2).decode())
