"""The folder of a batch: a picture is there whole or not at all, a journal says which lines are done or with a provider."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from bot.commands.drawing import render
from bot.errors import ConfigurationError
from bot.model import ImageRequest, Picture

_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


@dataclass(frozen=True, slots=True)
class Line:
    """A prompt of the file, by its number among the prompts, from 1."""

    number: int
    request: ImageRequest

    @property
    def key(self) -> str:
        """Changes with the line's place and with anything it asks for."""
        return hashlib.sha256(f"{self.number} {render(self.request)}".encode()).hexdigest()[:24]


class Folder:
    """The journal and the name of a batch that a provider works on are hidden files in it."""

    def __init__(self, path: Path) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"cannot make {path}: {error.strerror}") from error
        self.path = path
        self._journal = path / ".batch.jsonl"
        self._handed = path / ".batch-handed"

    def done(self) -> dict[str, list[str]]:
        """File names by key, of lines whose files are all there."""
        found: dict[str, list[str]] = {}
        for row in self._rows():
            names = [str(name) for name in row.get("files", ())]
            if names and all((self.path / name).exists() for name in names):
                found[str(row["key"])] = names
        return found

    def handles(self) -> dict[str, str]:
        """By key what to ask a provider for: its job was handed in, and nobody has heard how it ended."""
        last = {str(row["key"]): str(row.get("submission", "")) for row in self._rows()}
        return {key: submission for key, submission in last.items() if submission}

    def _rows(self) -> Iterator[dict[str, list[str] | str]]:
        """A line cut short by a crash does not count."""
        if not self._journal.exists():
            return
        for text in self._journal.read_bytes().splitlines():
            with contextlib.suppress(orjson.JSONDecodeError):
                yield orjson.loads(text)

    def keep(self, line: Line, pictures: Sequence[Picture]) -> list[str]:
        """Write the pictures, then the journal, if they are all that was asked for. Raises `OSError`."""
        names = [_name(line, picture, number) for number, picture in enumerate(pictures, 1)]
        for name, picture in zip(names, pictures, strict=True):
            part = self.path / f".{name}.part"
            part.write_bytes(picture.data)
            part.replace(self.path / name)
        self._write({"key": line.key, "files": names if len(names) == line.request.count else []})
        return names

    def submitted(self, line: Line, submission: str) -> None:
        """Remember the job that a provider was handed; empty: it has ended. Raises `OSError`."""
        self._write({"key": line.key, "submission": submission})

    def _write(self, row: dict[str, str | list[str]]) -> None:
        with self._journal.open("ab") as journal:
            journal.write(orjson.dumps(row) + b"\n")
            journal.flush()
            os.fsync(journal.fileno())

    def handed(self) -> tuple[str, str]:
        """Under which name a provider was given what is missing, and the handle that it gave; empty: not yet."""
        name, _, handle = self._handed.read_text("utf-8").partition("\n") if self._handed.exists() else ("", "", "")
        return name, handle

    def hand(self, name: str, handle: str = "") -> None:
        """Remember it, whole or not at all. Raises `OSError`."""
        part = self._handed.with_suffix(".part")
        part.write_text(f"{name}\n{handle}", "utf-8")
        part.replace(self._handed)

    def forget(self) -> None:
        """Nobody works on it any more."""
        self._handed.unlink(missing_ok=True)

    def zip(self, names: Sequence[str]) -> Path:
        """All pictures as one file beside the folder."""
        path = self.path.resolve().with_suffix(".zip")
        part = path.with_suffix(".zip.part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(names):
                archive.write(self.path / name, name)
        return part.replace(path)


def _name(line: Line, picture: Picture, number: int) -> str:
    words = re.sub(r"\W+", "-", line.request.prompt.lower()).strip("-")[:40].strip("-") or "picture"
    several = f"-{number}" if line.request.count > 1 else ""
    return f"{line.number:03}-{words}{several}{_SUFFIXES.get(picture.media_type, '.bin')}"
