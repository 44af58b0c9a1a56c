"""The house, opened: store, painters, conversation and the dispatcher between them, for as long as it is needed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from random import SystemRandom
from typing import Protocol

from adapters.clock import SystemClock
from adapters.queue.bell import Bell, TownBell
from adapters.queue.claims import Rhythm
from adapters.queue.dispatcher import Dispatcher
from adapters.queue.leader import Leader
from adapters.queue.owner import Owner
from adapters.queue.retention import Retention
from adapters.settings.reading import Settings
from adapters.wiring.ahead import open_ahead
from adapters.wiring.beside import keep
from adapters.wiring.duty import Duty, claimed
from adapters.wiring.ground import Ground, conversation, furnish, open_salvage
from adapters.wiring.means import owners_of
from adapters.wiring.painters import open_painters
from adapters.wiring.rings import hang_up, ring_addresses
from adapters.wiring.watch import Watch
from adapters.wiring.watchers import open_batch_watch, open_budgets, open_half_price
from bot.ahead import Ahead
from bot.answers.budgets import Budgets
from bot.answers.half_price import HalfPrice
from bot.conversation import Conversation
from bot.ports import ChatPlatform, Clock
from bot.resilience import Observer, Resilient, Target
from bot.reuse.memory import Memory
from bot.studio import Studio
from bot.texts import Texts
from bot.work import Work
from storage.store import Store, open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHouse:
    """What the doors need. `receive` of the conversation is where messages go in; `dispatcher.run` is where work is done."""

    settings: Settings
    platforms: Sequence[ChatPlatform]
    targets: Sequence[Target]
    clock: Clock
    texts: Texts
    store: Store
    client: Resilient
    studio: Studio
    memory: Memory
    conversation: Conversation
    dispatcher: Dispatcher
    budgets: Budgets
    ahead: Ahead
    half_price: HalfPrice

    async def listen(self, platform: ChatPlatform) -> None:
        """Run one platform until cancelled; where only one process may, as soon as no other does."""
        if not platform.traits.alone:
            await platform.run(self.conversation.receive)
            return
        leader = Leader(f"{platform.name}//listener", self.store.notes, self.clock, Owner())
        await leader.lead(lambda: platform.run(self.conversation.receive))


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
        targets = painters(settings, clock)
        stack.push_async_callback(hang_up, targets)
        watch = Watch(observer)
        salvage = open_salvage(settings, store, clock)
        client = Resilient(
            targets, clock=clock, random=SystemRandom(), store=store.targets, observer=watch, late=salvage
        )
        stack.push_async_callback(client.close)
        ground = Ground(settings, platforms, store=store, client=client, clock=clock, targets=targets)
        bell, mine = Bell(), claimed(platforms, duty)
        core = _core(ground, watch, bell, mine, rhythm)
        stack.push_async_callback(core.conversation.close)
        await client.refresh()
        await keep(stack, client.run())
        if mine:
            await salvage.resume(client)
            await keep(stack, core.dispatcher.run())
        if duty is not Duty.ALL or not settings.house.embedded:
            await keep(stack, store.signals.run(bell.ring))
        if duty is not Duty.INGRESS:
            await keep(stack, core.budgets.run())
            await keep(stack, core.ahead.run())
            await keep(stack, core.half_price.run())
            await keep(stack, _retention(settings, store, clock).run())
        yield core


def _retention(settings: Settings, store: Store, clock: Clock) -> Retention:
    return Retention(privacy=store.privacy, notices=store.notices, clock=clock, days=settings.house.retention_days)


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


def _core(ground: Ground, watch: Watch, bell: Bell, mine: tuple[str, ...], rhythm: Rhythm | None) -> OpenHouse:
    means, me = furnish(ground, TownBell(bell, ground.store.signals.send)), Owner()
    watch.introduce(owners_of(means))
    batches = open_batch_watch(means)

    async def swept() -> None:
        await means.telling.catch_up()
        await batches.look()

    dispatcher = Dispatcher(
        jobs=ground.store.jobs,
        work=Work(means.studio, means.delivery, means.telling),
        bell=bell,
        clock=ground.clock,
        owner=me,
        slots=ground.settings.house.workers,
        platforms=mine,
        rhythm=rhythm,
        swept=swept,
    )
    return OpenHouse(
        settings=ground.settings,
        platforms=ground.platforms,
        targets=ground.targets,
        clock=ground.clock,
        texts=means.texts,
        store=ground.store,
        client=ground.client,
        studio=means.studio,
        memory=means.memory,
        conversation=conversation(means),
        dispatcher=dispatcher,
        budgets=open_budgets(means),
        ahead=open_ahead(means),
        half_price=open_half_price(means, str(me), (rhythm or Rhythm()).batch),
    )
