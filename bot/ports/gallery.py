"""What was drawn, found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.model import Job, StoredPicture
from bot.ports.messages import Receipt


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of somebody's history."""

    job: Job
    pictures: tuple[StoredPicture, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture that a platform has a handle of (`file`), and what it shows."""

    picture: StoredPicture
    file: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Ready:
    """What is to be handed over. `handles`: those that its platform has of these bytes already, by content hash."""

    entry: Entry
    handles: Mapping[str, str]


class GalleryStore(Protocol):
    async def history(self, person: int, count: int) -> list[Entry]:
        """Jobs with pictures, newest first."""
        ...

    async def latest(self, count: int, before: int | None = None) -> list[Entry]:
        """Everybody's jobs with pictures but the private ones, newest first; `before` is the job to go on from."""
        ...

    async def sent(self, person: int, platform: str, words: Sequence[str], *, start: int, count: int) -> list[Sent]:
        """This person's pictures on that platform from the `start`-th on, newest first, whose prompts hold all words."""
        ...

    async def entry(self, job: int) -> Entry | None: ...

    async def ready(self, job: int) -> Ready | None:
        """A job with what was drawn for it."""
        ...

    async def picture(self, picture: int) -> tuple[StoredPicture, Job] | None: ...

    async def by_message(self, platform: str, chat: str, message: str) -> tuple[StoredPicture, ...]:
        """The pictures we delivered in that message."""
        ...

    async def messages(self, platform: str, chat: str, picture: int) -> tuple[str, ...]:
        """Those of our messages in that chat that show this picture and no other."""
        ...

    async def file(self, platform: str, digest: str) -> str | None:
        """The platform's handle of these bytes, from an earlier delivery."""
        ...

    async def shown(self, platform: str, chat: str, job: int, receipt: Receipt) -> None:
        """Remember messages that show a job's pictures once more, so that `by_message` finds them too."""
        ...

    async def delete(self, picture: int) -> None:
        """Take a picture out of the history. Its bytes go when nobody else refers to them."""
        ...
