"""What somebody has used of ten a day."""

from __future__ import annotations

from bot.model import Chat
from bot.ports import Change
from storage.store import Store
from tests.contracts.store_orders import limits, private
from tests.fakes.clock import NOON

TEN = limits(person="10/day,200/month", member="6/day")
SAID = Change("cli", "", "test", "", "", NOON)


async def used(store: Store, person: int, chat: Chat | None = None) -> list[int]:
    [mine] = [account.person for account in await store.office.accounts(100) if account.person.id == person]
    quota = await store.quota.quota(mine, chat or private(), "UTC", TEN, NOON)
    return [usage.used for usage in quota.usages]
