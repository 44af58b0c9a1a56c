"""What is remembered about people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Identity, Limit, Person, ScopeKind
from bot.ports.audit import Change


class PeopleStore(Protocol):
    async def person(self, identity: Identity, language: str, timezone: str) -> Person:
        """The human behind an identity, made when new with these defaults."""
        ...

    async def find(self, platform: str, word: str) -> Person | None:
        """Who is meant by `@ann`, `12345` or `telegram:12345`: an account or the name last seen there. None: never met."""
        ...

    async def names(self, people: Sequence[int]) -> dict[int, str]:
        """How to call them: the name last seen, else the identity."""
        ...

    async def set_language(self, person: int, language: str) -> None: ...

    async def set_timezone(self, person: int, timezone: str) -> None: ...

    async def set_style(self, person: int, style: str) -> None:
        """Keep it for all their pictures; empty: none."""
        ...


class LinkStore(Protocol):
    """Joins the identities of one person by a one-time code (ten minutes, one use, few tries)."""

    async def offer(self, person: int, now: datetime) -> str:
        """A new code; an older one of this person is void."""
        ...

    async def redeem(self, person: int, code: str, now: datetime) -> int:
        """Join `person` with whoever offered the code; return the person who is both now.

        Histories and packs are joined, the use of every current window is added up (once, if they were one before).
        Raises `NotFound` (`link.unknown`) for a wrong, used or old code and `NotAllowed` (`link.tries`) after too many
        wrong ones.
        """
        ...

    async def unlink(self, identity: Identity, defaults: Mapping[ScopeKind, Sequence[Limit]], now: datetime) -> bool:
        """Make the identity a person of its own again. False: it was alone already.

        This window's use, a ban, blocks, strikes, and limits tighter than the `defaults` go along.
        """
        ...


class BanStore(Protocol):
    async def ban(self, person: int, until: datetime | None, change: Change) -> None:
        """From the whole service, `until` then, or (None) for good."""
        ...

    async def unban(self, person: int, change: Change) -> None: ...


class StrikeStore(Protocol):
    """Prompts that the moderation stopped."""

    async def strike(self, person: int, reason: str, now: datetime) -> int:
        """Count one; return how many there were in the last 24 hours, this one included."""
        ...

    async def strikes(self, person: int, since: datetime) -> list[datetime]:
        """When, oldest first."""
        ...

    async def pardon(self, person: int, change: Change) -> None:
        """Forget all of them (an appeal was heard)."""
        ...
