"""A file that somebody named on the command line: written, or one line about why not."""

from __future__ import annotations

from pathlib import Path

from bot.errors import BananabotError


class Unwritable(BananabotError):
    """One line on stderr."""


def write(path: Path, data: bytes) -> None:
    """Raises `Unwritable`."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Unwritable(f"{path}: cannot be written ({error.strerror}); give another file") from error
