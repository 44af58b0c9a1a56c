"""What a group's admins set, the audit log of it, and chats that get a new id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model import Chat, GroupSettings, Limit, Rule, ScopeKind
from bot.ports import Change
from storage.engine import Engine
from storage.transactions import groups, moves


class Groups:
    """Implements `bot.ports.GroupStore` and `bot.ports.ChatMoves`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def settings(self, chat: Chat) -> GroupSettings:
        return await self._engine.read(groups.settings, chat)

    async def change(self, chat: Chat, settings: GroupSettings, change: Change) -> None:
        await self._engine.write(groups.change, chat, settings, change)

    async def rules(self, chat: Chat) -> list[Rule]:
        return await self._engine.read(groups.rules_of, chat)

    async def exempt(self, chat: Chat) -> dict[int, str]:
        return await self._engine.read(groups.exempt, chat)

    async def set_rule(
        self, chat: Chat, kind: ScopeKind, limits: Sequence[Limit] | None, person: int | None, change: Change
    ) -> None:
        await self._engine.write(groups.set_rule, chat, kind, limits=limits, person=person, said=change)

    async def block(self, chat: Chat, person: int, blocked: bool, change: Change) -> None:
        await self._engine.write(groups.block, chat, person, blocked, change)

    async def blocked(self, chat: Chat) -> list[int]:
        return await self._engine.read(groups.blocked_in, chat)

    async def audit(self, chat: str | None, count: int) -> list[Change]:
        return await self._engine.browse(groups.audit_of, chat, count)

    async def move(self, platform: str, old: str, new: str, now: datetime) -> None:
        await self._engine.write(moves.move_chat, platform, old, new, now)
