"""What is remembered about groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Chat, GroupSettings, Identity, Limit, Rule, ScopeKind
from bot.ports.audit import Change


class GroupStore(Protocol):
    """What a group's admins set. Every change writes its audit line in the same transaction."""

    async def settings(self, chat: Chat) -> GroupSettings: ...

    async def change(self, chat: Chat, settings: GroupSettings, change: Change) -> None:
        """Replace the settings. `change` says what was changed, for the audit log."""
        ...

    async def rules(self, chat: Chat) -> list[Rule]:
        """The rules this group's admins set, members' exceptions included."""
        ...

    async def set_rule(
        self, chat: Chat, kind: ScopeKind, limits: Sequence[Limit] | None, person: int | None, change: Change
    ) -> None:
        """Set the limits of the group (GROUP), of every member (MEMBER), or with `person` of that one member.

        None takes the rule away, so that the next wider one holds again; empty means no limit at all.
        """
        ...

    async def exempt(self, chat: Chat) -> dict[int, str]:
        """Members who were freed of every limit for members (an empty `set_rule`), and who freed them."""
        ...

    async def block(self, chat: Chat, person: int, blocked: bool, change: Change) -> None:
        """Shut somebody out of the bot in this group, or let them in again. `accept` raises `NotAllowed` for them."""
        ...

    async def blocked(self, chat: Chat) -> list[int]: ...

    async def audit(self, chat: str | None, count: int) -> list[Change]:
        """The newest changes, of one chat (`telegram:-100`) or of all."""
        ...


class ChatMoves(Protocol):
    async def move(self, platform: str, old: str, new: str, now: datetime) -> None:
        """A chat has a new id: its rules, counters, jobs and history follow. Doing it twice changes nothing."""
        ...


class ClaimStore(Protocol):
    """Where the platform cannot say who is an admin: whoever posts a one-time code in a group owns it."""

    async def offer(self, chat: Chat, now: datetime) -> str:
        """A new code for that group (ten minutes, one use)."""
        ...

    async def redeem(self, chat: Chat, who: Identity, code: str, now: datetime) -> None:
        """Add `who` to the group's `claimed_by`. Raises `NotFound` (`claim.unknown`), `NotAllowed` (`claim.tries`)."""
        ...
