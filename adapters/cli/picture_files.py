"""Where drawn pictures go on the command line: under the name that was given or the prompt's, in the format the name promises."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import typer
from PIL import Image

from adapters.cli.files import write
from bot.model import Generation, ImageRequest, Picture

STDOUT = Path("-")
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
_FORMATS = {**{suffix: kind for kind, suffix in _SUFFIXES.items()}, ".jpeg": "image/jpeg"}


def keep(generation: Generation, request: ImageRequest, output: Path | None) -> None:
    """Into `output`, numbered when several were asked for; each path is told. Raises `Unwritable`."""
    if output == STDOUT:
        sys.stdout.buffer.write(generation.pictures[0].data)
        return
    for number, picture in enumerate(generation.pictures, 1):
        path = _path(picture, request.prompt, output, number if request.count > 1 else None)
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
