"""The rooms where groups and the service are run."""

from __future__ import annotations

from adapters.wiring.means import Means, limits, owners_of
from adapters.wiring.pictures import LazyDrawings
from adapters.wiring.selling import open_payments
from adapters.wiring.tariffs import tariffs
from bot.answers.appeals import Appeals
from bot.answers.audit_log import AuditLog
from bot.answers.behaviour import Behaviour
from bot.answers.control import Control
from bot.answers.costing import Costing
from bot.answers.governance import Governance
from bot.answers.limit_list import LimitList
from bot.answers.limits import GroupLimits
from bot.answers.members import Members
from bot.answers.operation import Operation
from bot.answers.owners import Owners
from bot.answers.reception import Room
from bot.answers.reports import Reports
from bot.model import ImageRequest


def open_offices(means: Means, members: Members) -> tuple[Room, ...]:
    """Where groups and the service are run."""
    store, owners = means.store, owners_of(means)
    governance = _governance(means, members)
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
        _control(means),
        _costing(means),
        _appeals(means, owners),
    )


def _governance(means: Means, members: Members) -> Governance:
    store, defaults = means.store, limits(means.settings)
    listed = LimitList(groups=store.groups, quota=store.quota, members=members, limits=defaults)
    return Governance(
        limits=GroupLimits(
            groups=store.groups,
            quota=store.quota,
            office=store.office,
            members=members,
            listed=listed,
            limits=defaults,
        ),
        listed=listed,
        members=members,
        behaviour=_behaviour(means),
        log=AuditLog(store.groups, members),
    )


def _behaviour(means: Means) -> Behaviour:
    return Behaviour(
        groups=means.store.groups,
        model=lambda name: means.studio.price(ImageRequest(prompt="a word", model=name)),
    )


def _control(means: Means) -> Control:
    store, url = means.store, means.settings.house.public_url
    return Control(reports=store.reports, office=store.office, targets=means.client, url=str(url or ""))


def _costing(means: Means) -> Costing:
    return Costing(
        reports=means.store.reports,
        people=means.store.people,
        targets=means.client,
        budget=means.settings.quotas.budget,
        timezone=means.settings.house.timezone,
        offers=tariffs(means.settings),
        curves=LazyDrawings(means.texts).costs,
    )


def _appeals(means: Means, owners: Owners) -> Appeals:
    store = means.store
    return Appeals(
        office=store.office,
        groups=store.groups,
        people=store.people,
        strikes=store.strikes,
        bans=store.bans,
        notices=store.notices,
        owners=owners,
    )
