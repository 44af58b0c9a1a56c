"""`bananabot report`: the use of a group, or of everybody, as a picture, a page or a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from adapters.cli.cells import Row
from adapters.cli.desk import Desk, at_desk, in_words
from adapters.cli.spreadsheet import save
from adapters.cli.table import JSON, show
from bot.answers.reports import first_moment
from bot.answers.reports import report as gathered
from bot.commands.arguments import read_days
from bot.costs.use import ReportData
from bot.errors import BadOption
from bot.texts import Texts

app = typer.Typer()

_DAYS = 7
_FORMATS = (".png", ".html", ".csv")


@app.command("report", epilog="Example: bananabot report -o week.png --days 7d --chat telegram:-100123")
def report(
    output: Path | None = typer.Option(
        None, "-o", "--output", metavar="FILE", help="A .png, .html or .csv; without: a table here."
    ),
    days: str = typer.Option("7d", "--days", metavar="7d", help="So many days up to today, at most 366."),
    chat: str | None = typer.Option(None, "--chat", metavar="CHAT", help="One group, such as telegram:-100123."),
    language: str | None = typer.Option(None, "--language", metavar="en|zh", help="Of the words in it."),
    as_json: bool = JSON,
) -> None:
    """Use per day and member, and how requests ended."""
    if output is not None and output.suffix.lower() not in _FORMATS:
        raise typer.BadParameter(f"-o {output}: the name must end in {', '.join(_FORMATS)}")
    texts = Texts.load()
    try:
        count = read_days(days, _DAYS) or _DAYS
        said = None if language is None else texts.language(language)
    except BadOption as error:
        raise typer.BadParameter(in_words(error)) from error
    data, spoken = at_desk(lambda desk: _data(desk, count, chat, texts, said))
    if output is None:
        show(_rows(data), as_json=as_json)
    else:
        save(output, _drawn(data, spoken, texts, output.suffix.lower()))


async def _data(desk: Desk, days: int, where: str | None, texts: Texts, said: str | None) -> tuple[ReportData, str]:
    """The numbers, in the group's zone, and the language to say them in."""
    chat = None if where is None else await desk.group(where)
    house, now = desk.settings.house, desk.clock.now()
    group = None if chat is None else await desk.store.groups.settings(chat)
    zone = (group and group.timezone) or house.timezone
    spoken = said or (group and group.language) or house.language
    tallies = await desk.store.reports.tallies(chat, first_moment(now, zone, days), now, zone)
    names = await desk.store.people.names(sorted({t.person for t in tallies if t.person is not None}))
    title = "bananabot" if chat is None else chat.title or chat.id
    heading = texts.say(spoken, "report.title", title=title, days=days)
    return gathered(heading, tallies, names, now.astimezone(ZoneInfo(zone)).date(), days), spoken


def _drawn(data: ReportData, language: str, texts: Texts, suffix: str) -> bytes:
    if suffix == ".png":
        from adapters.drawings.report import report_chart  # noqa: PLC0415  drawing libraries for pictures alone

        return report_chart(data, language, texts)
    from adapters.drawings.report_page import report_csv, report_html  # noqa: PLC0415  as above

    if suffix == ".html":
        return report_html(data, language, texts).encode()
    return report_csv(data).encode("utf-8-sig")


def _rows(data: ReportData) -> list[Row]:
    days = [("day", day.day.isoformat(), day.delivered) for day in data.days]
    members = [("member", member.name, member.units) for member in data.members]
    states = [("state", state.state, state.count) for state in data.states]
    return [{"kind": kind, "name": name, "value": value} for kind, name, value in (*days, *members, *states)]
