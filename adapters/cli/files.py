"""A file that somebody named on the command line: written whole or not at all, or one line about why not."""

from __future__ import annotations

from pathlib import Path

from bot.errors import BananabotError


class Unwritable(BananabotError):
    """One line on stderr."""


def write(path: Path, data: bytes) -> None:
    """Raises `Unwritable`."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a terminal, a pipe: nothing can stand beside it
            return
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise Unwritable(f"{path}: cannot be written ({error.strerror}); give another file") from error
