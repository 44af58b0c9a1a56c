"""The rooms of the conversation, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.settings.reading import Settings
from adapters.wiring.moderation import open_moderator
from adapters.wiring.owners import owners
from adapters.wiring.pictures import LazyDrawings
from adapters.wiring.selling import open_payments, open_shop
from adapters.wiring.tariffs import tariffs
from adapters.wiring.wording import open_polisher, open_translator
from bot.answers.account import Account
from bot.answers.album import Album
from bot.answers.appeals import Appeals
from bot.answers.arrivals import Arrivals
from bot.answers.audit_log import AuditLog
from bot.answers.batches import Batches
from bot.answers.broadcasts import Broadcasts
from bot.answers.claims import Claims
from bot.answers.control import Control
from bot.answers.corrections import Corrections
from bot.answers.costing import Costing
from bot.answers.governance import Governance
from bot.answers.guide import Guide
from bot.answers.judging import Judge
from bot.answers.limits import GroupLimits
from bot.answers.links import Links
from bot.answers.members import Members
from bot.answers.offers import Offers
from bot.answers.open_batches import OpenBatches
from bot.answers.operation import Operation
from bot.answers.orders import Orders
from bot.answers.owners import Owners
from bot.answers.placing import Allowance, Placing
from bot.answers.preferences import Preferences
from bot.answers.presses import Presses
from bot.answers.privacy import PrivacyDesk
from bot.answers.reception import Reception, Room
from bot.answers.rejections import Rejections
from bot.answers.reports import Reports
from bot.answers.styling import Styling
from bot.answers.threshold import Threshold
from bot.answers.translating import Translating
from bot.answers.wishes import Wishes
from bot.commands.values import Names
from bot.delivery import Delivery
from bot.imminent import Imminent
from bot.model import ImageRequest, Limit, ScopeKind
from bot.ports import BatchProvider, ChatPlatform, Clock
from bot.resilience import Resilient
from bot.reuse.memory import Memory
from bot.studio import Studio
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
    delivery: Delivery
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


def open_reception(means: Means) -> Reception:
    store, house = means.store, means.settings.house
    members = Members(store.people, store.office, language=house.language, timezone=house.timezone)
    album = Album(gallery=store.gallery, jobs=store.jobs, delivery=means.delivery)
    offers, placing = Offers(store.notes), _placing(means)
    styling = Styling(
        styles=means.styles,
        notes=store.notes,
        sheet=LazyDrawings(means.texts).styles,
        polisher=open_polisher(means.settings),
        offers=offers,
    )
    orders = Orders(placing=placing, studio=means.studio, gallery=store.gallery, album=album, styled=styling.styled)
    account = Account(quota=store.quota, jobs=store.jobs, limits=limits(means.settings))
    preferences = Preferences(people=store.people, groups=store.groups, members=members)
    privacy = PrivacyDesk(
        privacy=store.privacy,
        notes=store.notes,
        blobs=store.blobs,
        policy=str(house.privacy_url or ""),
        days=house.retention_days,
    )
    batches = Batches(
        placing=placing,
        open_batches=OpenBatches(store.notes, store.jobs),
        styled=styling.styled,
        half=bool(means.shops),
    )
    broadcasts = Broadcasts(
        platforms=means.platforms,
        office=store.office,
        notes=store.notes,
        clock=means.clock,
    )
    threshold = Threshold(members)
    shop = open_shop(means.settings, means.platforms)
    rooms = (
        orders,
        batches,
        album,
        account,
        preferences,
        broadcasts,
        styling,
        privacy,
        Guide(members),
        Arrivals(Wishes(store.notes), orders.answer, means.names),
        Links(store.links, limits(means.settings)),
        Claims(store.claims),
        shop,
    )
    return Reception(
        rooms=(*rooms, *_offices(means, members)),
        presses=Presses(
            orders=orders,
            album=album,
            account=account,
            members=members,
            gallery=store.gallery,
            jobs=store.jobs,
            offers=offers,
            placing=placing,
            privacy=privacy,
            broadcasts=broadcasts,
            shop=shop,
        ),
        corrections=_corrections(means, placing, orders, threshold),
        threshold=threshold,
        names=means.names,
        rejections=Rejections(store.notices),
    )


def _corrections(means: Means, placing: Placing, orders: Orders, threshold: Threshold) -> Corrections:
    return Corrections(
        jobs=means.store.jobs,
        placing=placing,
        orders=orders,
        threshold=threshold,
        notices=means.store.notices,
        names=means.names,
    )


def _placing(means: Means) -> Placing:
    store, quotas = means.store, means.settings.quotas
    return Placing(
        studio=means.studio,
        jobs=store.jobs,
        notices=store.notices,
        judge=Judge(
            moderator=open_moderator(means.settings, means.clock),
            strikes=store.strikes,
            bans=store.bans,
            office=store.office,
        ),
        offers=Offers(store.notes),
        memory=means.memory,
        translating=Translating(
            translator=open_translator(means.settings), readers=means.client, offers=Offers(store.notes)
        ),
        imminent=means.imminent,
        allowance=Allowance(limits(means.settings), unfinished=quotas.person_queued, slow_lane=quotas.slow_lane),
    )


def owners_of(means: Means) -> Owners:
    house = means.settings.house
    return Owners(
        platforms=means.platforms,
        owners=owners(house),
        office=means.store.office,
        texts=means.texts,
        language=house.language,
    )


def _offices(means: Means, members: Members) -> tuple[Room, ...]:
    """Where groups and the service are run."""
    store, house = means.store, means.settings.house
    group_limits = GroupLimits(
        groups=store.groups, quota=store.quota, office=store.office, members=members, limits=limits(means.settings)
    )
    log = AuditLog(store.groups, members)
    governance = Governance(
        groups=store.groups,
        limits=group_limits,
        members=members,
        log=log,
        model=lambda name: means.studio.price(ImageRequest(prompt="a word", model=name)),
    )
    owners = owners_of(means)
    reports = Reports(
        reports=store.reports, people=store.people, members=members, chart=LazyDrawings(means.texts).report
    )
    return (
        governance,
        reports,
        Operation(
            packs=store.packs,
            bans=store.bans,
            office=store.office,
            members=members,
            elsewhere=(governance, reports),
            owners=owners,
        ),
        open_payments(store, means.platforms),
        Control(reports=store.reports, office=store.office, targets=means.client, url=str(house.public_url or "")),
        Costing(
            reports=store.reports,
            people=store.people,
            targets=means.client,
            budget=means.settings.quotas.budget,
            timezone=house.timezone,
            offers=tariffs(means.settings),
            curves=LazyDrawings(means.texts).costs,
        ),
        Appeals(
            office=store.office,
            groups=store.groups,
            people=store.people,
            strikes=store.strikes,
            bans=store.bans,
            notices=store.notices,
            owners=owners,
        ),
    )
