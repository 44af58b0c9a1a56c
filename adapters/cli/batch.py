"""`bananabot batch`: a file of prompts into a folder of pictures, to be stopped and gone on with at any time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path

import typer

from adapters.cli.batch_drawing import Ended, draw, draw_cheaply
from adapters.cli.batch_folder import Folder, Line
from adapters.cli.failures import reason
from adapters.cli.logs import file_logs
from adapters.cli.numbers import in_words
from adapters.cli.opening import run_until_done, settings
from adapters.clock import SystemClock
from adapters.settings.reading import Settings
from adapters.wiring.styles import open_styles
from bot.commands.drawing import read_batch, read_lines
from bot.commands.values import Names
from bot.errors import Rejection
from bot.model import Generation, ImageRequest
from bot.texts import Texts

app = typer.Typer()

_STOPPED = 130


@app.command("batch", epilog="Example: bananabot batch prompts.txt -o pictures --zip")
def batch(
    file: Path = typer.Argument(help="One prompt a line, each with its options; - is stdin."),
    output: Path = typer.Option(..., "-o", "--output", metavar="DIR", help="The folder for the pictures."),
    at_once: int = typer.Option(
        60, "--at-once", metavar="N", min=1, max=1000, help="At most so many at the same time."
    ),
    half: bool = typer.Option(False, "--half-price", help="All together in a provider's batch mode: within a day."),
    every: float = typer.Option(60.0, "--look-every", metavar="S", min=0.01, help="Seconds between two looks at it."),
    packed: bool = typer.Option(False, "--zip", help="All pictures as one file too."),
) -> None:
    """Many prompts from a file into a folder; started again it goes on."""
    found = settings()
    with file_logs(found), in_words(found):
        lines = _lines(found, file)
        folder = Folder(output)
        done = folder.done()
        todo = [line for line in lines if line.key not in done]
        clock = SystemClock()
        ended = draw_cheaply(found, todo, folder, every, clock) if half else draw(found, todo, folder, at_once, clock)
        failed = _drawn(folder, ended, done, len(lines)) if todo else []
    if packed and done:
        typer.echo(str(folder.zip([name for line in lines for name in done.get(line.key, ())])))
    _tell(found, failed, len(lines))


def _lines(found: Settings, file: Path) -> list[Line]:
    """Raises `Rejection` for a line that cannot be read, with its number."""
    try:
        text = sys.stdin.buffer.read() if file == Path("-") else file.read_bytes()
        words = text.decode("utf-8-sig")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{file} is not text in UTF-8") from None
    names = Names(providers=frozenset(found.providers.providers), styles=open_styles(found).known)
    requests: list[ImageRequest] = []
    common: ImageRequest | None = None
    for number, line in enumerate(words.splitlines(), 1):
        if not line.strip():
            continue
        try:
            if common is None:  # a first line of options alone holds for all
                read, common = read_batch(line, names)
            else:
                read = read_lines(line, common, names)
        except Rejection as rejection:
            why = Texts.load().say(found.house.language, rejection.key, **rejection.fields)
            raise typer.BadParameter(f"{file}, line {number}: {why}") from None
        requests += read
    if not requests:
        raise typer.BadParameter(f"{file}: no prompt in it")
    return [Line(number, request) for number, request in enumerate(requests, 1)]


def _drawn(folder: Folder, ended: AsyncGenerator[Ended], done: dict[str, list[str]], total: int) -> list[Ended]:
    """Keep what is drawn, as it comes; return what was not. Ctrl-C leaves everything drawn so far."""
    failed: list[Ended] = []
    with _progress(len(done), total) as moved:
        try:
            run_until_done(_keep_all(folder, ended, done, failed, moved))
        except KeyboardInterrupt:
            typer.echo(f"\nstopped: {len(done)} of {total} are done; the same command goes on", err=True)
            raise typer.Exit(_STOPPED) from None
    return failed


async def _keep_all(
    folder: Folder,
    ended: AsyncGenerator[Ended],
    done: dict[str, list[str]],
    failed: list[Ended],
    moved: Callable[[str], None],
) -> None:
    async with aclosing(ended) as each:
        async for one in each:
            if isinstance(one.outcome, Generation):
                names = folder.keep(one.line, one.outcome.pictures)
                moved(", ".join(names))
                if len(names) == one.line.request.count:
                    done[one.line.key] = names
                    continue
            else:
                moved(f"line {one.line.number} failed")
            failed.append(one)


@contextlib.contextmanager
def _progress(done: int, total: int) -> Generator[Callable[[str], None]]:
    """A bar on a terminal, a line for each picture elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console  # noqa: PLC0415  only where somebody looks
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=total, completed=done)
            yield lambda what: bar.update(task, advance=1, description=what)
        return
    count = done

    def line(what: str) -> None:
        nonlocal count
        count += 1
        typer.echo(f"{count}/{total} {what}")

    yield line


def _tell(found: Settings, failed: Sequence[Ended], total: int) -> None:
    """What did not work, on stderr; then the exit code is 1."""
    say = partial(Texts.load().say, found.house.language)
    for one in sorted(failed, key=lambda each: each.line.number):
        prompt = " ".join(one.line.request.prompt.split())[:60]
        typer.echo(f"line {one.line.number}: {prompt}: {_why(found, one)}", err=True)
    if failed:
        typer.echo(f"{total - len(failed)} of {total} are done; the same command tries the others again", err=True)
        raise typer.Exit(1)
    typer.echo(say("batch.done", done=total, total=total))


def _why(found: Settings, ended: Ended) -> str:
    match ended.outcome:
        case Generation(pictures=pictures):
            return f"{len(pictures)} of {ended.line.request.count} pictures came out"
        case Rejection(key=key, fields=fields):
            return Texts.load().say(found.house.language, key, **fields)
        case error:
            return reason(error)
