"""The house, opened: store, painters, conversation and the dispatcher between them, for as long as it is needed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from random import SystemRandom
from typing import Protocol

from adapters.clock import SystemClock
from adapters.queue.bell import Bell
from adapters.queue.claims import Rhythm
from adapters.queue.retention import Retention
from adapters.settings.reading import Settings
from adapters.web.export_links import ExportLinks
from adapters.wiring.beside import keep
from adapters.wiring.duty import Duty, claimed
from adapters.wiring.ground import Ground, open_salvage
from adapters.wiring.opened import OpenHouse, put_together
from adapters.wiring.painters import open_painters
from adapters.wiring.rings import hang_up, ring_addresses
from adapters.wiring.watch import Watch
from bot.answers.exports import Address
from bot.ports import ChatPlatform, Clock
from bot.resilience import Observer, Resilient, Target
from bot.salvage import Salvage
from storage.store import Store, open_store


class Guests(Protocol):
    """Platforms that need the store to open: `adapters.wiring.guests`, which an embedded chat goes without."""

    def open(self, store: Store) -> AbstractAsyncContextManager[list[ChatPlatform]]: ...


Painters = Callable[[Settings, Clock], list[Target]]


@asynccontextmanager
async def open_house(
    settings: Settings,
    platforms: Sequence[ChatPlatform],
    *,
    secret: bytes,
    clock: Clock | None = None,
    painters: Painters | None = None,
    observer: Observer | None = None,
    rhythm: Rhythm | None = None,
    duty: Duty = Duty.ALL,
    guests: Guests | None = None,
) -> AsyncGenerator[OpenHouse]:
    """Open everything in order and close it in reverse: no new work, running work drained, last words said, store closed.

    `guests`: platforms that need the store to open. Raises `ConfigurationError` and `StoreError`s.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        store = await _store(settings, platforms, secret, clock)
        stack.push_async_callback(store.close)
        if guests is not None:
            platforms = [*platforms, *await stack.enter_async_context(guests.open(store))]
        painters = painters or partial(open_painters, callback=ring_addresses(settings, secret))
        targets, watch = painters(settings, clock), Watch(observer)
        stack.push_async_callback(hang_up, targets)
        salvage = open_salvage(settings, store, clock)
        client = _client(targets, store, watch, salvage, clock)
        stack.push_async_callback(client.close)
        address = _address(settings, secret)
        ground = Ground(settings, platforms, store=store, client=client, clock=clock, targets=targets, address=address)
        bell, mine = Bell(), claimed(platforms, duty)
        house = put_together(ground, watch, bell, mine, rhythm or Rhythm())
        stack.push_async_callback(house.conversation.close)
        await client.refresh()
        await keep(stack, client.run())
        if mine:
            await salvage.resume(client)
            await keep(stack, house.dispatcher.run())
        await _keep_beside(stack, house, bell, duty)
        yield house


def _address(settings: Settings, secret: bytes) -> Address | None:
    """Where exports are fetched; None where nobody outside knows how to reach us."""
    public = settings.house.public_url
    return None if public is None else ExportLinks(secret, base=public).address


def _client(targets: list[Target], store: Store, watch: Watch, late: Salvage, clock: Clock) -> Resilient:
    return Resilient(targets, clock=clock, random=SystemRandom(), store=store.targets, observer=watch, late=late)


async def _keep_beside(stack: AsyncExitStack, house: OpenHouse, bell: Bell, duty: Duty) -> None:
    """Who listens to other processes; who looks after money, pictures drawn ahead, batches, and what is kept too long."""
    store, days = house.store, house.settings.house.retention_days
    if duty is not Duty.ALL or not house.settings.house.embedded:
        await keep(stack, store.signals.run(bell.ring))
    if duty is Duty.INGRESS:
        return
    retention = Retention(privacy=store.privacy, notices=store.notices, clock=house.clock, days=days)
    for watcher in (house.budgets, house.ahead, house.half_price, retention):
        await keep(stack, watcher.run())


async def _store(settings: Settings, platforms: Sequence[ChatPlatform], secret: bytes, clock: Clock) -> Store:
    return await open_store(
        settings.house.url,
        settings.house.data,
        secret,
        clock,
        pictures=settings.house.pictures_url,
        timezone=settings.house.timezone,
        running=settings.quotas.person_running,
        repeatable=frozenset(platform.name for platform in platforms if platform.traits.repeatable),
    )
