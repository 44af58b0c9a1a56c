"""What waits for a person who cannot be written to: said or shown with the next thing they send."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from adapters.chat.wechat.notes import Notes

_KEPT_SECONDS = 7 * 86_400.0
_MOST = 20
_NOTE = "mailbox"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Pictures of a job (by database id), or words. `event` is the message they answer."""

    event: str
    job: int = 0
    pictures: tuple[int, ...] = ()
    words: str = ""


class Mailbox:
    """At most twenty things a person, the oldest give way: pictures stay under their code in any case."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def keep(self, account: str, one: Waiting) -> None:
        """Words that name the code of pictures which wait already say nothing new and are left out."""

        def added(kept: Any) -> object:
            things = _read(kept)
            if one.words and any(t.pictures and t.event == one.event and _names(one.words, t.job) for t in things):
                return kept
            others = [t for t in things if t != one and not set(one.pictures).intersection(t.pictures)]
            return [asdict(t) for t in [*others, one][-_MOST:]]

        await self._notes.change(account, _NOTE, added, _KEPT_SECONDS)

    async def waiting(self, account: str) -> list[Waiting]:
        return _read(await self._notes.get(account, _NOTE))

    async def remove(self, account: str, shown: Sequence[Waiting], jobs: Sequence[int] = ()) -> None:
        """These were handed over."""

        def rest(kept: Any) -> object:
            return [asdict(t) for t in _read(kept) if t not in shown and t.job not in jobs] or None

        if shown or jobs:
            await self._notes.change(account, _NOTE, rest, _KEPT_SECONDS)


def _names(words: str, job: int) -> bool:
    return re.search(rf"(?<!\d){job}(?!\d)", words) is not None


def _read(kept: Any) -> list[Waiting]:
    return [Waiting(one["event"], one["job"], tuple(one["pictures"]), one["words"]) for one in kept or ()]
