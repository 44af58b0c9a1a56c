"""Pictures that need not be drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Chat, ImageRequest, Job
from bot.ports.gallery import Entry, Ready


@dataclass(frozen=True, slots=True)
class Asked:
    """How often exactly this was asked for and drawn, by how many different people, in how many different chats."""

    request: ImageRequest
    times: int
    people: int
    chats: int


@dataclass(frozen=True, slots=True)
class Found:
    """Under which key the pictures of a job are found again, and for how many seconds."""

    key: str
    seconds: float


class ReuseStore(Protocol):
    """Pictures that need not be drawn again. A key names a request exactly, with the privacy it is asked under."""

    async def remember(self, key: str, job: int, now: datetime, ttl: float) -> None: ...

    async def drew(self, job: int, found: Found, now: datetime) -> None:
        """`job` has drawn this: `remember` and `land` in one step, like `JobStore.drawn`."""
        ...

    async def recall(self, keys: Sequence[str], now: datetime) -> Entry | None:
        """The job that drew the first of these that was drawn, while all its pictures are there."""
        ...

    async def board(self, key: str, job: int, now: datetime, ttl: float, known: Sequence[str] = ()) -> int | None:
        """The job that draws this now: `job` itself if it is the first, for `ttl` seconds.

        None, and nothing changed: one of `known` was drawn; its pictures may be there.
        """
        ...

    async def land(self, key: str, job: int) -> None:
        """`job` draws it no longer."""
        ...

    async def take(self, owner: str, job: int, source: int, now: datetime) -> Ready | None:
        """Give `job`, which `owner` draws, the pictures of `source`, for nothing. None: they are gone. Raises `LeaseLost`."""
        ...

    async def describe(self, job: int, chat: str, words: Sequence[str]) -> None:
        """Make a job of a chat (`telegram:-100`) findable by the words of its prompt, until it is erased."""
        ...

    async def alike(self, chat: str, words: Sequence[str], since: datetime, count: int) -> list[tuple[int, str]]:
        """Jobs of that chat asked for since then and described with two of the rarest of these words, and their prompts.

        Those that share most words come first, the newest of equals.
        """
        ...

    async def asked(self, since: datetime, count: int) -> list[Asked]:
        """What people asked for most since then, most often first; by whom, or where, is not said."""
        ...

    async def recent(self, chat: Chat, since: datetime, count: int) -> list[Job]:
        """What was drawn in a chat lately and is still there, newest first; private requests excepted."""
        ...
