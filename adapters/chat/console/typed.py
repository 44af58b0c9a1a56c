"""What a typed line says beside its words: `+photo.png` sends a file along, `>12` replies to picture 12, `:2` presses a button."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FILE = re.compile(r"\+(?:\"([^\"]+)\"|(\S+))\s*")
_REPLY = re.compile(r">\s?#?([0-9]{1,18}(?:\.[0-9]{1,2})?)\s+")
_PRESS = re.compile(r":\s?(\w+)")


@dataclass(frozen=True, slots=True)
class Typed:
    """`button` is a number or the words on it. `reply` is `12.1`: the first picture of job 12."""

    text: str
    files: tuple[Path, ...] = ()
    reply: str | None = None
    button: str | None = None


def read_typed(line: str) -> Typed:
    """Total: whatever is not one of ours is text."""
    rest = line.strip()
    if (press := _PRESS.fullmatch(rest)) is not None:
        return Typed("", button=press[1].casefold())
    reply: str | None = None
    if (match := _REPLY.match(rest)) is not None:
        reply, rest = _whole(match[1]), rest[match.end() :]
    files: list[Path] = []
    while (match := _FILE.match(rest)) is not None and _is_file(name := match[1] or match[2]):
        files.append(Path(name).expanduser())
        rest = rest[match.end() :]
    return Typed(rest, tuple(files), reply)


def _whole(number: str) -> str:
    return number if "." in number else f"{number}.1"


def _is_file(name: str) -> bool:
    """`+1` is a word, `+cat.png` a file, there or not."""
    return bool(Path(name).suffix) or Path(name).expanduser().is_file()
