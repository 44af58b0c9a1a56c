"""The operator's desk: the store opened for one piece of work, and people and groups by the names an operator types."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import typer

from adapters.cli.opening import run_until_done, settings
from adapters.clock import SystemClock
from adapters.settings.reading import Settings
from adapters.settings.secrets import secret
from bot.errors import BananabotError, Rejection
from bot.model import Chat
from bot.ports import Account, Change, Clock
from bot.texts import Texts
from storage.store import Store, open_store

T = TypeVar("T")

WHO = typer.Argument(metavar="WHO", help="@ann, telegram:123, or #7 as `bananabot users` shows it.")
REASON = typer.Option("", "--reason", metavar="TEXT", help="Why; it stands in the log.")

ACTOR = "cli"
"""How the audit log and the ledger name whoever sits at the command line."""

_ALIKE = 5
_NEVER = 9999


class Trouble(BananabotError):
    """What was asked for cannot be done: one line on stderr."""


@dataclass(frozen=True, slots=True)
class Desk:
    settings: Settings
    store: Store
    clock: Clock

    async def account(self, word: str) -> Account:
        """Whom an operator means. Raises `Trouble` for nobody, and for several."""
        found = await self.store.office.named(word.strip())
        if not found:
            raise Trouble(f"{word}: nobody by that name; `bananabot users` lists everybody")
        if len(found) > 1:
            names = ", ".join(f"#{one.person.id} ({accounts(one)})" for one in found[:_ALIKE])
            raise Trouble(f"{word}: could be {names}; use the number, quoted: '#{found[0].person.id}'")
        return found[0]

    async def group(self, word: str) -> Chat:
        """A group we have been in. Raises `Trouble` for any other."""
        for chat, _ in await self.store.office.groups():
            if str(chat) == word.strip():
                return chat
        raise Trouble(f"{word}: no such group; `bananabot limits show` lists them, such as telegram:-100123")

    def change(self, chat: str, what: str, old: str, new: str) -> Change:
        return Change(ACTOR, chat, what, old, new, self.clock.now())


def at_desk(work: Callable[[Desk], Awaitable[T]]) -> T:
    """Do it, and say a rejection the way a member would hear it, in English."""

    async def done() -> T:
        async with _open(settings()) as desk:
            return await work(desk)

    try:
        return run_until_done(done())
    except Rejection as rejection:
        raise Trouble(in_words(rejection)) from rejection


def in_words(rejection: Rejection) -> str:
    return Texts.load().say("en", rejection.key, **rejection.fields)


def accounts(account: Account) -> str:
    return ", ".join(map(str, account.identities)) or "forgotten"


def name(account: Account) -> str:
    """How to call somebody: the name last seen, else an account."""
    called = next((identity.name for identity in reversed(account.identities) if identity.name), "")
    return called or accounts(account)


def ends(until: datetime) -> str:
    """When a ban is over."""
    return "for good" if until.year >= _NEVER else f"until {until.isoformat(timespec='minutes')}"


@asynccontextmanager
async def _open(found: Settings) -> AsyncGenerator[Desk]:
    clock = SystemClock()
    house = found.house
    store = await open_store(
        house.url, house.data, secret(house), clock, pictures=house.pictures_url, timezone=house.timezone
    )
    try:
        yield Desk(found, store, clock)
    finally:
        await store.close()
