"""The rooms where groups and the service are run."""

from __future__ import annotations

from adapters.wiring.means import Means, limits, owners_of
from adapters.wiring.pictures import LazyDrawings
from adapters.wiring.selling import open_payments
from adapters.wiring.tariffs import tariffs
from bot.answers.appeals import Appeals
from bot.answers.audit_log import AuditLog
from bot.answers.control import Control
from bot.answers.costing import Costing
from bot.answers.governance import Governance
from bot.answers.limits import GroupLimits
from bot.answers.members import Members
from bot.answers.operation import Operation
from bot.answers.reception import Room
from bot.answers.reports import Reports
from bot.model import ImageRequest


def open_offices(means: Means, members: Members) -> tuple[Room, ...]:
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
