"""`bananabot doctor`: looks at everything, changes nothing, says what to do."""

from __future__ import annotations

import logging
import sys

import aiohttp
import typer

from adapters.cli import looks, outlooks
from adapters.cli.findings import Finding, Findings, Level, fine, problem
from adapters.cli.opening import run_until_done, settings
from adapters.cli.table import JSON, show
from adapters.settings.reading import Settings
from bot.errors import ConfigurationError

app = typer.Typer()

_SECONDS = 15.0
_MARKS = {Level.FINE: "ok  ", Level.NOTE: "note", Level.PROBLEM: "BAD "}


@app.command("doctor", epilog="Example: bananabot doctor")
def doctor(as_json: bool = JSON) -> None:
    """Check everything; say what to do about each finding."""
    logging.disable()  # what a look finds is said once, by the look
    try:
        findings = _all()
    finally:
        logging.disable(logging.NOTSET)
    if as_json:
        show([_row(finding) for finding in findings], as_json=True)
    else:
        for finding in findings:
            typer.echo(_line(finding))
    if any(finding.level is Level.PROBLEM for finding in findings):
        raise typer.Exit(1)


def _all() -> list[Finding]:
    try:
        found = settings()
    except ConfigurationError as error:
        return [problem("settings", line, "see .env.example") for line in str(error).splitlines()]
    first = [problem("settings", warning, "correct or remove it") for warning in found.warnings]
    return [*(first or [fine("settings", "every variable can be read")]), *run_until_done(_look(found))]


async def _look(found: Settings) -> list[Finding]:
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        parts = (
            looks.data(found),
            looks.database(found),
            looks.process(found),
            looks.painters(found),
            outlooks.telegram(found, session),
            _wechat(found, session),
            outlooks.address(found, session),
        )
        return [finding for part in parts async for finding in part]


async def _wechat(found: Settings, session: aiohttp.ClientSession) -> Findings:
    if any(chat.configured for chat in (found.wechat, found.wecom, found.wecombot)):
        from adapters.cli.wechat_looks import wechat  # noqa: PLC0415  only where it is configured

        async for finding in wechat(found, session):
            yield finding


def _row(finding: Finding) -> dict[str, str]:
    return {"area": finding.area, "level": finding.level.value, "what": finding.what, "todo": finding.todo}


def _line(finding: Finding) -> str:
    todo = f"\n       {'└─' if sys.stdout.isatty() else '->'} {finding.todo}" if finding.todo else ""
    return f"{_MARKS[finding.level]} {finding.area}: {finding.what}{todo}"
