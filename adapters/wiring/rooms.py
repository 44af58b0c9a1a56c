"""The rooms of the conversation, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.settings.reading import Settings
from bot.answers.account import Account
from bot.answers.album import Album
from bot.answers.governance import Governance
from bot.answers.guide import Guide
from bot.answers.limits import GroupLimits
from bot.answers.links import Links
from bot.answers.members import Members
from bot.answers.operation import Operation
from bot.answers.orders import Allowance, Orders
from bot.answers.presses import Presses
from bot.answers.privacy import PrivacyDesk
from bot.answers.reception import Reception
from bot.answers.threshold import Threshold
from bot.commands.values import Names
from bot.delivery import Delivery
from bot.model import Limit, ScopeKind
from bot.ports import Clock
from bot.studio import Studio
from storage.store import Store


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


def open_reception(
    settings: Settings, store: Store, studio: Studio, delivery: Delivery, clock: Clock, names: Names
) -> Reception:
    house, defaults = settings.house, limits(settings)
    members = Members(store.people, language=house.language, timezone=house.timezone)
    album = Album(gallery=store.gallery, jobs=store.jobs, delivery=delivery)
    allowance = Allowance(limits=defaults, unfinished=settings.quotas.person_queued)
    orders = Orders(studio=studio, jobs=store.jobs, gallery=store.gallery, album=album, allowance=allowance)
    account = Account(people=store.people, quota=store.quota, jobs=store.jobs, clock=clock, limits=defaults)
    group_limits = GroupLimits(groups=store.groups, quota=store.quota, members=members, limits=defaults)
    return Reception(
        rooms=(
            orders,
            album,
            account,
            Guide(members),
            Governance(groups=store.groups, limits=group_limits, members=members),
            Links(store.links),
            PrivacyDesk(privacy=store.privacy, blobs=store.blobs, policy=str(house.privacy_url or "")),
            Operation(packs=store.packs, bans=store.bans, members=members),
        ),
        presses=Presses(
            orders=orders, album=album, account=account, members=members, gallery=store.gallery, jobs=store.jobs
        ),
        threshold=Threshold(members),
        names=names,
    )
