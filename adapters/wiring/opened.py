"""What an open house consists of, and how it is put together from what it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.queue.bell import Bell, TownBell
from adapters.queue.claims import Rhythm
from adapters.queue.dispatcher import Dispatcher
from adapters.queue.leader import Leader
from adapters.queue.owner import Owner
from adapters.queue.window import Window
from adapters.settings.reading import Settings
from adapters.wiring.ahead import open_ahead
from adapters.wiring.ground import Ground, conversation, furnish
from adapters.wiring.means import Means, owners_of
from adapters.wiring.watch import Watch
from adapters.wiring.watchers import open_batch_watch, open_budgets, open_half_price
from bot.ahead import Ahead
from bot.answers.budgets import Budgets
from bot.answers.exports import Exports
from bot.answers.half_price import HalfPrice
from bot.conversation import Conversation
from bot.ports import ChatPlatform, Clock
from bot.resilience import Resilient, Target
from bot.reuse.memory import Memory
from bot.studio import Studio
from bot.texts import Texts
from bot.work import Work
from storage.store import Store

_CROWD = 10  # standing in line for providers: then no more lines of batches begin


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
    exports: Exports
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


def put_together(ground: Ground, watch: Watch, bell: Bell, mine: tuple[str, ...], rhythm: Rhythm) -> OpenHouse:
    """Everything on the ground, ready and at rest. `mine`: the platforms whose work is done here."""
    means, me = furnish(ground, TownBell(bell, ground.store.signals.send)), Owner()
    watch.introduce(owners_of(means))
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
        exports=means.exports,
        conversation=conversation(means),
        dispatcher=_dispatcher(means, bell, me, mine, rhythm),
        budgets=open_budgets(means),
        ahead=open_ahead(means),
        half_price=open_half_price(means, str(me), rhythm.batch),
    )


def _dispatcher(means: Means, bell: Bell, me: Owner, mine: tuple[str, ...], rhythm: Rhythm) -> Dispatcher:
    batches, workers = open_batch_watch(means), means.settings.house.workers

    async def swept() -> None:
        await means.telling.catch_up()
        await batches.look()

    return Dispatcher(
        jobs=means.store.jobs,
        work=Work(means.studio, means.delivery, means.telling),
        bell=bell,
        clock=means.clock,
        owner=me,
        slots=workers,
        window=Window(means.clock, workers // 2, lambda: means.client.waiting >= _CROWD, rhythm.window),
        platforms=mine,
        rhythm=rhythm,
        swept=swept,
    )
