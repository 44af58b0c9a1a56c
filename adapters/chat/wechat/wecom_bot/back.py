"""The ways back to a message, as they travel in `Address.hint`."""

from __future__ import annotations

from dataclasses import dataclass

import orjson


@dataclass(frozen=True, slots=True)
class Back:
    """The way back, kept in `Address.hint`: the stream (empty after a press), the one-time URL, Unix seconds it began."""

    stream: str
    url: str
    since: int

    def hint(self) -> str:
        return orjson.dumps([self.stream, self.url, self.since]).decode()

    @classmethod
    def read(cls, hint: str) -> Back:
        """An empty way for a hint that is not ours."""
        try:
            stream, url, since = orjson.loads(hint)
            return cls(str(stream), str(url), int(since))
        except (ValueError, TypeError):
            return cls("", "", 0)
