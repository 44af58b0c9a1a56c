"""Linking accounts, giving people their data, forgetting them, keeping them out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.errors import NotFound
from bot.model import Chat, Identity, Limit, ScopeKind
from bot.ports import BlobStore, Change, Export
from storage.engine import Engine
from storage.queries.export import export
from storage.transactions import bans, codes, erase, links, parting
from storage.transactions.house import House

_LINK, _CLAIM = "link", "claim"


class Links:
    """Implements `bot.ports.LinkStore`. `fresh_code` makes a code nobody can guess."""

    def __init__(self, engine: Engine, house: House, fresh_code: Callable[[], str]) -> None:
        self._engine = engine
        self._house = house
        self._fresh_code = fresh_code

    async def offer(self, person: int, now: datetime) -> str:
        code = self._fresh_code()
        await self._engine.write(codes.offer, _LINK, str(person), hashed(self._house, code), now)
        return code

    async def redeem(self, person: int, code: str, now: datetime) -> int:
        joined = await self._engine.write(links.redeem, person, hashed(self._house, code), now)
        if joined is None:
            raise NotFound("link.unknown")
        return joined

    async def unlink(self, identity: Identity, defaults: Mapping[ScopeKind, Sequence[Limit]], now: datetime) -> bool:
        return await self._engine.write(parting.part, self._house, identity, defaults, now)


class Claims:
    """Implements `bot.ports.ClaimStore`."""

    def __init__(self, engine: Engine, house: House, fresh_code: Callable[[], str]) -> None:
        self._engine = engine
        self._house = house
        self._fresh_code = fresh_code

    async def offer(self, chat: Chat, now: datetime) -> str:
        code = self._fresh_code()
        await self._engine.write(codes.offer, _CLAIM, str(chat), hashed(self._house, code), now)
        return code

    async def redeem(self, chat: Chat, who: Identity, code: str, now: datetime) -> None:
        if not await self._engine.write(codes.claim, chat, who, hashed(self._house, code), now):
            raise NotFound("claim.unknown")


class Privacy:
    """Implements `bot.ports.PrivacyStore`."""

    def __init__(self, engine: Engine, house: House, blobs: BlobStore) -> None:
        self._engine = engine
        self._house = house
        self._blobs = blobs

    async def export(self, person: int) -> Export:
        return await self._engine.browse(export, person)

    async def forget(self, person: int, now: datetime) -> None:
        await self._burn(await self._engine.write(erase.forget, person, now))

    async def forget_identity(self, identity: Identity, now: datetime) -> None:
        await self._burn(await self._engine.write(erase.forget_identity, self._house, identity, now))

    async def retain(self, days: int, now: datetime) -> int:
        ripe = await self._engine.browse(erase.ripe, now, days)  # a long look, which no writer has to wait for
        await self._burn(await self._engine.write(erase.expire, ripe))
        await self._engine.write(erase.tidy, now)
        return len(ripe)

    async def _burn(self, digests: set[str]) -> None:
        for digest in sorted(digests):
            await self._blobs.delete(digest)


class Bans:
    """Implements `bot.ports.BanStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def ban(self, person: int, until: datetime | None, change: Change) -> None:
        await self._engine.write(bans.ban, person, until or bans.FOR_GOOD, change)

    async def unban(self, person: int, change: Change) -> None:
        await self._engine.write(bans.ban, person, None, change)


def hashed(house: House, code: str) -> str:
    """Codes are kept like passwords; people type them in either case and with spaces."""
    plain = "".join(code.split()).upper()
    return hmac.new(house.secret, f"code:{plain}".encode(), hashlib.sha256).hexdigest()
