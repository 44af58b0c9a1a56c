"""A table where somebody looks at it: drawn once, or kept up to date in its place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from adapters.cli.cells import Row, text
from bot.ports import Clock

_EACH = 1.0  # seconds


def draw(rows: Sequence[Row]) -> None:
    """The first row's keys are the columns."""
    Console().print(_drawn(rows))


async def keep_drawn(latest: Callable[[], Awaitable[Sequence[Row]]], clock: Clock) -> None:
    """Draw it anew each second, until cancelled (Ctrl-C). In a pipe it is written again below."""
    with Live(_drawn(await latest()), auto_refresh=False) as live:
        while True:
            live.refresh()
            await clock.sleep(_EACH)
            live.update(_drawn(await latest()))


def _drawn(rows: Sequence[Row]) -> Table:
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for name, value in rows[0].items():
        table.add_column(name, justify="right" if isinstance(value, int | float) else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(text(value)) for value in row.values()))
    return table
