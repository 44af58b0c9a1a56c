"""The middle of the house: what everything else is furnished from, and the conversation on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adapters.settings.reading import Settings
from adapters.wiring.means import Means
from adapters.wiring.owners import owners
from adapters.wiring.painters import patience_for
from adapters.wiring.pictures import LazyDarkroom
from adapters.wiring.rooms import open_reception
from adapters.wiring.styles import open_styles
from bot.answers.exports import Address, Exports
from bot.commands.values import Names
from bot.conversation import Conversation, House
from bot.delivery import Delivery
from bot.imminent import Imminent
from bot.ports import BatchProvider, ChatPlatform, Clock, Doorbell, HasBatches
from bot.resilience import Resilient, Target
from bot.reuse.exact import Scope, Sharing
from bot.reuse.memory import Memory
from bot.salvage import Salvage
from bot.showing import Showing
from bot.studio import Studio
from bot.telling import Telling
from bot.texts import Texts
from bot.texts.styles import Styles
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Ground:
    """What is there before anything is put together. `address`: of what is fetched from us, if anybody can."""

    settings: Settings
    platforms: Sequence[ChatPlatform]
    store: Store = field(kw_only=True)
    client: Resilient = field(kw_only=True)
    targets: Sequence[Target] = field(kw_only=True)
    clock: Clock = field(kw_only=True)
    address: Address | None = field(kw_only=True)


def furnish(ground: Ground, bell: Doorbell) -> Means:
    """The studio, the delivery and the memory between them."""
    store, clock, settings = ground.store, ground.clock, ground.settings
    by_name = {platform.name: platform for platform in ground.platforms}
    texts, styles, imminent = Texts.load(), open_styles(settings), Imminent(clock)
    memory = open_memory(settings, store, clock)
    showing = Showing(platforms=by_name, gallery=store.gallery, blobs=store.blobs, texts=texts)
    telling = Telling(platforms=by_name, jobs=store.jobs, imminent=imminent, texts=texts, clock=clock)
    return Means(
        settings=settings,
        platforms=by_name,
        store=store,
        client=ground.client,
        studio=_studio(ground, bell, memory, styles),
        showing=showing,
        telling=telling,
        delivery=_delivery(ground, by_name, showing, telling, imminent),
        exports=_exports(ground),
        memory=memory,
        imminent=imminent,
        texts=texts,
        styles=styles,
        clock=clock,
        shops=_shops(ground),
        names=Names(styles=styles.known, providers=frozenset(target.service for target in ground.targets)),
    )


def _studio(ground: Ground, bell: Doorbell, memory: Memory, styles: Styles) -> Studio:
    return Studio(
        provider=ground.client,
        jobs=ground.store.jobs,
        blobs=ground.store.blobs,
        darkroom=LazyDarkroom(),
        doorbell=bell,
        clock=ground.clock,
        dress=styles.applied,
        memory=memory,
        patience=patience_for(ground.targets),
    )


def _delivery(
    ground: Ground, by_name: Mapping[str, ChatPlatform], showing: Showing, telling: Telling, imminent: Imminent
) -> Delivery:
    store = ground.store
    return Delivery(
        platforms=by_name,
        jobs=store.jobs,
        gallery=store.gallery,
        moves=store.groups,
        office=store.office,
        showing=showing,
        telling=telling,
        imminent=imminent,
        clock=ground.clock,
    )


def _exports(ground: Ground) -> Exports:
    store = ground.store
    return Exports(privacy=store.privacy, notes=store.notes, blobs=store.blobs, address=ground.address)


def conversation(means: Means) -> Conversation:
    house = means.settings.house
    return Conversation(
        platforms=means.platforms,
        inbox=means.store.inbox,
        privacy=means.store.privacy,
        reception=open_reception(means),
        texts=means.texts,
        clock=means.clock,
        house=House(house.language, house.timezone, owners(house)),
    )


def _shops(ground: Ground) -> dict[str, BatchProvider]:
    """Who has a half-price mode, if the operator wants it used."""
    wanted = ground.targets if ground.settings.house.half_price else ()
    return {target.id: target.provider.batching() for target in wanted if isinstance(target.provider, HasBatches)}


def open_memory(settings: Settings, store: Store, clock: Clock) -> Memory:
    return Memory(store=store.reuse, jobs=store.jobs, gallery=store.gallery, clock=clock, sharing=_sharing(settings))


def open_salvage(settings: Settings, store: Store, clock: Clock) -> Salvage:
    """Takes what the client hears after a request has ended."""
    return Salvage(
        jobs=store.jobs,
        blobs=store.blobs,
        notices=store.notices,
        memory=open_memory(settings, store, clock),
        clock=clock,
    )


def _sharing(settings: Settings) -> Sharing:
    """Another painter or model draws another picture: they are part of what must be the same."""
    painters = [
        f"{name}/{settings.provider[name].model}" for name in settings.providers.providers if name in settings.provider
    ]
    return Sharing(Scope(settings.house.reuse), settings.house.reuse_hours * 3600.0, ",".join(painters))
