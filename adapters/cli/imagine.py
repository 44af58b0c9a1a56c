"""`bananabot imagine`: one request straight to the painters, without chat, queue or quota."""

from __future__ import annotations

import contextlib
import io
import re
import secrets
import sys
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from random import SystemRandom

import typer
from PIL import Image

from adapters.cli.failures import not_drawn
from adapters.cli.files import write
from adapters.cli.logs import file_logs
from adapters.cli.opening import run_until_done, settings
from adapters.cli.waiting import waiting
from adapters.clock import SystemClock
from adapters.images._references import ReferenceDarkroom
from adapters.settings.reading import Settings
from adapters.wiring.painters import open_painters
from adapters.wiring.rings import hang_up
from adapters.wiring.watch import Watch
from bot.commands import values
from bot.commands.cleaning import clean
from bot.commands.drawing import checked
from bot.errors import BadReference, ProviderError, Rejection
from bot.model import Generation, ImageRequest, Picture
from bot.ports import Ticket
from bot.resilience import Resilient
from bot.studio import Patience
from bot.texts import Texts

app = typer.Typer()

_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
_FORMATS = {**{suffix: kind for kind, suffix in _SUFFIXES.items()}, ".jpeg": "image/jpeg"}


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
        generation = run_until_done(_draw(found, request, ref))
    _keep(generation, prompt, output)


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
    ticket = Ticket(
        job=secrets.randbelow(2**62), deadline=clock.monotonic() + Patience().deadline, references=references
    )
    try:
        client.check(request)
        with waiting():
            return await client.draw(request, ticket)
    except ProviderError as error:
        raise not_drawn(error, str(found.house.data / "bananabot.log")) from error
    finally:
        await client.close()
        await hang_up(targets)


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadReference("console.file", name=str(path), why=error.strerror or "") from None


def _keep(generation: Generation, prompt: str, output: Path | None) -> None:
    if output == Path("-"):
        sys.stdout.buffer.write(generation.pictures[0].data)
        return
    for number, picture in enumerate(generation.pictures, 1):
        path = _path(picture, prompt, output, number if len(generation.pictures) > 1 else None)
        write(path, _as(path, picture))
        typer.echo(f"{path} ({picture.width}x{picture.height}, {generation.provider}, {generation.latency:.1f} s)")


def _as(path: Path, picture: Picture) -> bytes:
    """The bytes in the format that the file's name promises."""
    promised = _FORMATS.get(path.suffix.lower())
    if promised in {None, picture.media_type}:
        return picture.data
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture.data)) as image:
        if promised == "image/png":
            image.save(out, "PNG", compress_level=1)  # a fifth of the time for a tenth more bytes
        else:
            image.convert("RGB").save(out, str(promised).partition("/")[2], quality=92)
    return out.getvalue()


def _path(picture: Picture, prompt: str, output: Path | None, number: int | None) -> Path:
    """`fox.png`, `fox-2.png`; without a name the prompt's first words."""
    suffix = _SUFFIXES.get(picture.media_type, ".bin")
    name = re.sub(r"\W+", "-", prompt.lower()).strip("-")[:40].strip("-") or "picture"
    path = output or Path(f"{name}{suffix}")
    return path if number is None else path.with_stem(f"{path.stem}-{number}")
