"""`bananabot cost`: what a month costs, by given numbers or by the record."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from adapters.cli.numbers import (
    DAILY,
    FREE,
    HISTORY,
    HITS,
    OUTPUT,
    PRICE,
    Past,
    curves,
    dump,
    in_words,
    past,
    tariff,
)
from adapters.cli.opening import settings
from adapters.cli.table import JSON, Row, show
from adapters.settings.reading import Settings
from adapters.wiring.tariffs import tariffs
from bot.answers.advice import Adviser
from bot.costs.calculator import Cost, Tariff, calculate
from bot.costs.money import By, sums
from bot.texts import Texts

app = typer.Typer()


@app.command("cost", epilog="Example: bananabot cost --daily-requests 3000 --cache-hit-rate 0.1")
def cost(
    daily: int | None = DAILY,
    hits: float = HITS,
    free: int | None = FREE,
    price: float | None = PRICE,
    history: str = HISTORY,
    by: By = typer.Option(By.PROVIDER, "--by", help="How the record is summed up."),
    as_json: bool = JSON,
    output: Path | None = OUTPUT,
) -> None:
    """What pictures cost in a month, by given numbers or by the record."""
    found = settings()
    with in_words(found):
        if daily is not None:
            _given(found, calculate(daily, hits, tariff(free, price)), as_json=as_json)
            rate = hits
        else:
            seen = past(found, history)
            daily, rate = seen.recorded.daily_requests, float(seen.recorded.hit_rate)
            paid = seen.recorded.tariff(tariff(free, price, _first(found)))
            _recorded(found, seen, calculate(daily, seen.recorded.hit_rate, paid), by, as_json=as_json)
        if output is not None:
            curves(found, daily, rate, output)


def _first(found: Settings) -> Tariff:
    return tariffs(found)[0].tariff


def _given(found: Settings, month: Cost, *, as_json: bool) -> None:
    if as_json:
        dump(month.numbers())
    else:
        typer.echo(Adviser(Texts.load(), found.house.language).cost(month))


def _recorded(found: Settings, seen: Past, month: Cost, by: By, *, as_json: bool) -> None:
    rows = sums(seen.spends, by)
    if as_json:
        spent = [{**asdict(row), "usd": row.micros / 1_000_000} for row in rows]
        dump(
            {
                "history": seen.recorded.numbers(),
                "cost": month.numbers(),
                "spent": spent,
                "forecast": seen.forecast / 1_000_000,
            }
        )
        return
    texts, language = Texts.load(), found.house.language
    table: list[Row] = [
        {by.value: row.name, "pictures": row.calls, "usd": texts.money(language, row.micros)} for row in rows
    ]
    show(table, as_json=False, empty=texts.say(language, "cost.none"))
    typer.echo(Adviser(texts, language).cost(month))
    typer.echo(texts.say(language, "cost.forecast", amount=texts.money(language, seen.forecast)))
