"""`bananabot imagine`: one request straight to the painters, without chat, queue or quota."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from random import SystemRandom

import typer

from adapters.cli.failures import not_drawn, some_missing
from adapters.cli.logs import file_logs
from adapters.cli.opening import run_until_done, settings
from adapters.cli.picture_files import STDOUT, keep
from adapters.cli.waiting import waiting
from adapters.clock import SystemClock
from adapters.images._references import ReferenceDarkroom
from adapters.settings.reading import Settings
from adapters.wiring.painters import open_painters, patience_for
from adapters.wiring.rings import hang_up
from adapters.wiring.watch import Watch
from bot.commands import values
from bot.commands.cleaning import clean
from bot.commands.drawing import checked
from bot.errors import BadReference, ProviderError, Rejection
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import Resilient
from bot.texts import Texts

app = typer.Typer()


@app.command("imagine", epilog='Example: bananabot imagine "a red fox in the snow" -o fox.png --ar 16:9')
def imagine(
    prompt: str = typer.Argument(help="What to draw."),
    output: Path | None = typer.Option(None, "-o", "--output", metavar="FILE", help="Where to; - is stdout."),
    ar: str | None = typer.Option(None, "--ar", metavar="W:H", help="Shape, such as 16:9."),
    n: str | None = typer.Option(None, "--n", metavar="1..4", help="How many."),
    seed: str | None = typer.Option(None, "--seed", metavar="N", help="The same seed draws the same again."),
    size: str | None = typer.Option(None, "--size", metavar="1k|2k|4k", help="How large."),
    neg: str | None = typer.Option(None, "--neg", metavar="WORDS", help="What must not be in it."),
    model: str | None = typer.Option(None, "--model", metavar="NAME", help="Another model than the provider's first."),
    provider: str | None = typer.Option(None, "--provider", metavar="NAME", help="Who draws."),
    ref: list[Path] = typer.Option([], "--ref", metavar="FILE", help="A picture to start from; may be repeated."),
) -> None:
    """One picture into a file."""
    found = settings()
    asked: list[tuple[values.Value, str | None]] = [
        (values.aspect, ar),
        (values.count, n),
        (values.seed, seed),
        (values.size, size),
        (values.negative, neg),
        (values.model, model),
        (values.provider, provider),
    ]
    if output is not None and not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {output.parent}", param_hint="-o")
    with file_logs(found), _in_words(found):
        request = ImageRequest(prompt=checked(clean(prompt)))
        names = values.Names(providers=frozenset(found.providers.providers))
        for read, text in asked:
            if text is not None:
                request = read(text, names)(request)
        if output == STDOUT and request.count > 1:
            raise typer.BadParameter("only one picture can go to stdout; give a file", param_hint="-o")
        generation = run_until_done(_draw(found, request, ref))
    keep(generation, request, output)
    if len(generation.pictures) < request.count:
        raise some_missing(len(generation.pictures), request.count, _log(found))


@contextlib.contextmanager
def _in_words(found: Settings) -> Generator[None]:
    """What is wrong with the request, in the operator's language: wrong use."""
    try:
        yield
    except Rejection as rejection:
        raise typer.BadParameter(Texts.load().say(found.house.language, rejection.key, **rejection.fields)) from None


async def _draw(found: Settings, request: ImageRequest, files: Sequence[Path]) -> Generation:
    clock, darkroom = SystemClock(), ReferenceDarkroom()
    references = tuple([await darkroom.develop(_file(path)) for path in files])
    request = replace(request, references=tuple(picture.digest for picture in references))
    targets = open_painters(found, clock)
    client = Resilient(targets, clock=clock, random=SystemRandom(), observer=Watch(None))
    deadline = clock.monotonic() + patience_for(targets).deadline
    ticket = Ticket(job=secrets.randbelow(2**62), deadline=deadline, references=references)
    try:
        client.check(request)
        with waiting():
            return await client.draw(request, ticket)
    except ProviderError as error:
        raise not_drawn(error, _log(found)) from error
    finally:
        await client.close()
        await hang_up(targets)


def _log(found: Settings) -> str:
    return str(found.house.data / "bananabot.log")


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadReference("console.file", name=str(path), why=error.strerror or "") from None
