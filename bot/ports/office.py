"""The operator's hand on people and groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Chat, GroupSettings, Identity, Limit, Person, Rule
from bot.ports.audit import Change


@dataclass(frozen=True, slots=True)
class Account:
    """A person as an operator sees them."""

    person: Person
    identities: tuple[Identity, ...]
    pack: int
    jobs: int
    seen: datetime | None


class OfficeStore(Protocol):
    """The operator's hand on people and groups. Every change writes its audit line in the same transaction."""

    async def accounts(self, count: int, before: int | None = None) -> list[Account]:
        """Newest people first; `before` is the person id to go on from."""
        ...

    async def named(self, word: str) -> list[Account]:
        """Everybody an operator may mean by `#7` (a person's id), `telegram:12345`, or `@ann` on any platform."""
        ...

    async def limit_person(self, person: int, limits: Sequence[Limit] | None, change: Change) -> None:
        """Instead of the default for people. None: the default again. Empty: no limit."""
        ...

    async def limit_group(self, chat: Chat, limits: Sequence[Limit] | None, change: Change) -> None:
        """The ceiling of one group, instead of the default ceiling. None: the default again. Empty: no ceiling."""
        ...

    async def overrides(self) -> list[Rule]:
        """Everything that differs from the defaults, groups' own rules included."""
        ...

    async def freed(self) -> list[tuple[str, str]]:
        """Scopes that somebody freed of every limit (`person:7`, `ceiling:telegram:-100`), and who did."""
        ...

    async def groups(self) -> list[tuple[Chat, GroupSettings]]: ...

    async def record(self, change: Change) -> None:
        """A line of the audit log for something decided elsewhere."""
        ...

    async def lost(self, platform: str, chat: str, lost: bool, now: datetime) -> None:
        """This chat cannot (or again can) be written to."""
        ...

    async def reachable(self, platform: str) -> list[Chat]:
        """Every chat that somebody asked in and that is not lost: for broadcasts."""
        ...
