"""`bananabot cost`: what a month costs, by given numbers or by the record."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path

import typer

from adapters.cli.cells import Row
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
from adapters.cli.table import JSON, show
from adapters.settings.reading import Settings
from adapters.wiring.tariffs import tariffs
from bot.answers.advice import Adviser
from bot.answers.purse import Budgeted
from bot.costs.calculator import Cost, Tariff, calculate
from bot.costs.money import By, called, sums
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
                "budgets": [_budget(one) for one in seen.budgets],
                "allowances": [
                    {"name": one.name, "left": one.left, "used": one.used, "resets": one.resets.isoformat()}
                    for one in seen.allowances
                ],
            }
        )
        return
    texts, language = Texts.load(), found.house.language
    table: list[Row] = [
        {by.value: called(row.name, by, seen.names), "pictures": row.pictures, "usd": texts.money(language, row.micros)}
        for row in rows
    ]
    show(table, as_json=False, empty=texts.say(language, "cost.none"))
    typer.echo(Adviser(texts, language).cost(month))
    typer.echo(texts.say(language, "cost.forecast", amount=texts.money(language, seen.forecast)))
    _left(found, seen, texts)


def _budget(one: Budgeted) -> dict[str, str | int | float]:
    """For JSON."""
    return {
        "window": one.window.kind.value,
        "limit": one.limit.amount / 1_000_000,
        "spent": one.spent / 1_000_000,
        "percent": one.percent,
        "resets": one.window.ends.isoformat(),
    }


def _left(found: Settings, seen: Past, texts: Texts) -> None:
    """A line for each budget and each allowance."""
    say, money = partial(texts.say, found.house.language), partial(texts.money, found.house.language)
    moment = partial(texts.moment, found.house.language, zone=found.house.timezone)
    for one in seen.budgets:
        window, resets = say(f"rule.budget.{one.window.kind.value}"), moment(one.window.ends)
        spent, limit = money(one.spent), money(one.limit.amount)
        typer.echo(say("cost.budget", window=window, spent=spent, limit=limit, percent=one.percent, resets=resets))
    for each in seen.allowances:
        typer.echo(say("cost.allowance", name=each.name, left=each.left, resets=moment(each.resets)))
