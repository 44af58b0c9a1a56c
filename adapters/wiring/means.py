"""What the rooms of the conversation are furnished from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.settings.reading import Settings
from adapters.wiring.owners import owners
from bot.answers.exports import Exports
from bot.answers.owners import Owners
from bot.commands.values import Names
from bot.delivery import Delivery
from bot.imminent import Imminent
from bot.model import Limit, ScopeKind
from bot.ports import BatchProvider, ChatPlatform, Clock
from bot.resilience import Resilient
from bot.reuse.memory import Memory
from bot.showing import Showing
from bot.studio import Studio
from bot.telling import Telling
from bot.texts import Texts
from bot.texts.styles import Styles
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the rooms are furnished from."""

    settings: Settings
    platforms: Mapping[str, ChatPlatform]
    store: Store
    client: Resilient
    studio: Studio
    showing: Showing
    telling: Telling
    delivery: Delivery
    exports: Exports
    memory: Memory
    imminent: Imminent
    texts: Texts
    styles: Styles
    clock: Clock
    names: Names
    shops: Mapping[str, BatchProvider]


def limits(settings: Settings) -> Mapping[ScopeKind, Sequence[Limit]]:
    """The operator's default limits by scope."""
    quotas = settings.quotas
    return {
        ScopeKind.PERSON: quotas.quota_person,
        ScopeKind.MEMBER: quotas.quota_member,
        ScopeKind.GROUP: quotas.quota_group,
        ScopeKind.SERVICE: quotas.quota_service,
        ScopeKind.BUDGET: quotas.budget,
    }


def owners_of(means: Means) -> Owners:
    house = means.settings.house
    return Owners(
        platforms=means.platforms,
        owners=owners(house),
        office=means.store.office,
        texts=means.texts,
        language=house.language,
    )
