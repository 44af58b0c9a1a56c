"""A table where somebody looks at it: drawn once, or kept up to date in its place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from adapters.cli.cells import Row, text
from bot.ports import Clock

_EACH = 1.0  # seconds
_ANY = 10_000
_COLUMN = 8  # letters that a column needs to be read as one


def draw(rows: Sequence[Row]) -> None:
    """The first row's keys are the columns; where they have no room beside each other, they stand below each other."""
    console = Console()
    table = _drawn(rows)
    needed = Measurement.get(console, console.options.update(max_width=_ANY), table).maximum
    narrow = needed > console.width and console.width < _COLUMN * len(rows[0])
    console.print(Text("\n\n".join(map(_listed, rows))) if narrow else table)


async def keep_drawn(latest: Callable[[], Awaitable[Sequence[Row]]], clock: Clock) -> None:
    """Draw it anew each second, until cancelled (Ctrl-C). In a pipe it is written again below."""
    with Live(_drawn(await latest()), auto_refresh=False) as live:
        while True:
            live.refresh()
            await clock.sleep(_EACH)
            live.update(_drawn(await latest()))


def _listed(row: Row) -> str:
    return "\n".join(f"{name}: {text(value)}" for name, value in row.items())


def _drawn(rows: Sequence[Row]) -> Table:
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for name, value in rows[0].items():
        table.add_column(name, justify="right" if isinstance(value, int | float) else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(text(value)) for value in row.values()))
    return table
