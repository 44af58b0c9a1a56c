"""`bananabot advise`: what to do about cost, whether it pays, when to upgrade; by given numbers or by the record."""

from __future__ import annotations

from pathlib import Path

import typer

from adapters.cli.numbers import DAILY, FREE, HISTORY, HITS, OUTPUT, PRICE, curves, dump, in_words, past, tariff
from adapters.cli.opening import settings
from adapters.cli.table import JSON
from adapters.settings.reading import Settings
from adapters.wiring.tariffs import tariffs
from bot.answers.advice import Adviser
from bot.costs.review import REACHED, Question, from_record, review
from bot.costs.upgrade import Situation
from bot.texts import Texts

app = typer.Typer()


@app.command("advise", epilog="Example: bananabot advise --daily-requests 2500 --response-ms 800 --uptime 0.995")
def advise(
    daily: int | None = DAILY,
    hits: float = HITS,
    reached: float = typer.Option(float(REACHED), "--reach", metavar="X", help="The hit rate that could be reached."),
    peak: int = typer.Option(0, "--peak-hour", metavar="N", help="Requests in the busiest hour."),
    similar: float = typer.Option(0.0, "--similar", metavar="X", help="Share of requests that are almost the same."),
    response: float = typer.Option(0.0, "--response-ms", metavar="MS", help="How long an answer takes on average."),
    uptime: float = typer.Option(0.0, "--uptime", metavar="X", help="Availability needed, 0 to 1."),
    revenue: float = typer.Option(0.0, "--revenue", metavar="USD", help="What a request earns."),
    growth: float = typer.Option(0.0, "--growth", metavar="X", help="0.25 is a quarter more."),
    free: int | None = FREE,
    price: float | None = PRICE,
    history: str = HISTORY,
    as_json: bool = JSON,
    output: Path | None = OUTPUT,
) -> None:
    """How to spend less, whether it pays, and when to upgrade."""
    found = settings()
    with in_words(found):
        known: dict[str, int | float] | None = None
        if daily is None:
            seen = past(found, history).recorded
            asked, known = from_record(seen, tariff(free, price, tariffs(found)[0].tariff)), seen.numbers()
        else:
            needs = Situation(daily_requests=daily, response_ms=response, uptime=uptime, revenue=revenue, growth=growth)
            asked = Question(
                situation=needs,
                hit_rate=hits,
                tariff=tariff(free, price),
                peak_hour=peak,
                similar=similar,
                reached=reached,
            )
        _say(found, asked, known, as_json=as_json)
        if output is not None:
            curves(found, asked.situation.daily_requests, asked.hit_rate, output)


def _say(found: Settings, asked: Question, known: dict[str, int | float] | None, *, as_json: bool) -> None:
    answer = review(asked)
    if as_json:
        dump(answer.numbers() if known is None else {"history": known, **answer.numbers()})
        return
    for line in Adviser(Texts.load(), found.house.language).review(answer):
        typer.echo(line)
