"""What the translation needs from a library: call a method, load a file; and the three ways a call can end badly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes to send; may stand anywhere inside the parameters of a call."""

    name: str
    data: bytes = field(repr=False)


_WAIT = re.compile(r"retry (?:after|in) (\d{1,6})|(?:flood|slowmode)_wait_(\d{1,6})", re.IGNORECASE)


def flooded(words: str) -> bool:
    """Whether words alone say that there were too many requests: not every server, nor what stands before one, adds a number."""
    return "too many requests" in words.lower() or _WAIT.search(words) is not None


@dataclass(eq=False)
class Refused(Exception):
    """The server answered, and the answer is no. `moved_to` is the new id of a group that became a supergroup."""

    code: int
    description: str
    retry_after: float | None = None
    moved_to: int | None = None

    def __post_init__(self) -> None:
        """How long to wait may stand in the words alone."""
        if self.retry_after is None and (told := _WAIT.search(self.description)):
            self.retry_after = float(told[1] or told[2])

    def __str__(self) -> str:
        return f"{self.code} {self.description}"

    def says(self, words: str) -> bool:
        """Libraries change the case of what the server said."""
        return words.lower() in self.description.lower()


class Unreached(Exception):
    """Nothing was sent: no connection."""


class Silent(Exception):
    """Sent, but no answer came, or none that can be read: it may have been done."""


class Api(Protocol):
    """The Bot API through one library. Answers are plain JSON values."""

    async def call(self, method: str, parameters: Mapping[str, Any], *, seconds: float = 60.0) -> Any:
        """Call a method, waiting at most `seconds`. Raises `Refused`, `Unreached` or `Silent`."""
        ...

    async def load(self, path: str, limit: int) -> bytes | None:
        """The file at a `file_path`; None when it is larger than `limit` bytes. Raises the same."""
        ...

    async def close(self) -> None: ...
