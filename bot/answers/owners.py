"""Messages nobody asked for: to the owners of the service, and to one person about their own matter."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from bot.errors import DeliveryError, Field
from bot.model import Address, ChatKind, Identity
from bot.ports import Answer, ChatPlatform, OfficeStore
from bot.texts import Texts

log = logging.getLogger(__name__)


class Owners:
    """On every platform we use, the private chat with an account has that account's id."""

    def __init__(
        self,
        *,
        platforms: Mapping[str, ChatPlatform],
        owners: Iterable[Identity],
        office: OfficeStore,
        texts: Texts,
        language: str,
    ) -> None:
        self._platforms = platforms
        self._owners = tuple(owners)
        self._office = office
        self._texts = texts
        self._language = language

    def include(self, accounts: Iterable[Identity]) -> bool:
        """Whether one of these accounts is an owner's."""
        return any(account in self._owners for account in accounts)

    async def tell(self, key: str, **fields: Field) -> None:
        """Tell every owner. What cannot be said is logged."""
        for owner in self._owners:
            await self._say(owner, self._texts.say(self._language, key, **fields))

    async def tell_person(self, person: int, key: str, **fields: Field) -> None:
        """Tell somebody, on the first of their platforms that takes it, in their language."""
        for account in await self._office.accounts(1, before=person + 1):
            words = self._texts.say(account.person.language, key, **fields)
            for identity in account.identities if account.person.id == person else ():
                if await self._say(identity, words):
                    return

    async def _say(self, to: Identity, words: str) -> bool:
        platform = self._platforms.get(to.platform)
        if platform is None or not platform.traits.pushes:
            return False
        try:
            await platform.say(Address(to.platform, to.account, ChatKind.PRIVATE), Answer(words))
        except DeliveryError as error:
            log.warning("cannot tell", extra={"to": str(to), "error": str(error)})
            return False
        return True
