"""The rooms of the conversation, put together."""

from __future__ import annotations

from adapters.wiring.floor import Floor, open_floor
from adapters.wiring.means import Means, limits
from adapters.wiring.offices import open_offices
from bot.answers.arrivals import Arrivals
from bot.answers.batches import Batches
from bot.answers.claims import Claims
from bot.answers.corrections import Corrections
from bot.answers.guide import Guide
from bot.answers.links import Links
from bot.answers.open_batches import OpenBatches
from bot.answers.preferences import Preferences
from bot.answers.presses import Presses
from bot.answers.reception import Reception, Room
from bot.answers.rejections import Rejections
from bot.answers.wishes import Wishes


def open_reception(means: Means) -> Reception:
    floor = open_floor(means)
    return Reception(
        rooms=(*_rooms(means, floor), *open_offices(means, floor.members)),
        presses=_presses(means, floor),
        corrections=_corrections(means, floor),
        threshold=floor.threshold,
        names=means.names,
        rejections=Rejections(means.store.notices),
    )


def _rooms(means: Means, floor: Floor) -> tuple[Room, ...]:
    """Where members are served, asked in this order."""
    store, styling = means.store, floor.styling
    return (
        floor.orders,
        Batches(
            placing=floor.placing,
            open_batches=OpenBatches(store.notes, store.jobs),
            styled=styling.styled,
            half=bool(means.shops),
        ),
        floor.album,
        floor.account,
        Preferences(people=store.people, groups=store.groups, members=floor.members),
        floor.broadcasts,
        styling,
        floor.privacy,
        Guide(floor.members, styling.kept),
        Arrivals(Wishes(store.notes), floor.orders.answer, means.names),
        Links(store.links, limits(means.settings)),
        Claims(store.claims),
        floor.shop,
    )


def _presses(means: Means, floor: Floor) -> Presses:
    return Presses(
        orders=floor.orders,
        album=floor.album,
        account=floor.account,
        members=floor.members,
        gallery=means.store.gallery,
        jobs=means.store.jobs,
        offers=floor.offers,
        placing=floor.placing,
        privacy=floor.privacy,
        broadcasts=floor.broadcasts,
        shop=floor.shop,
    )


def _corrections(means: Means, floor: Floor) -> Corrections:
    return Corrections(
        jobs=means.store.jobs,
        placing=floor.placing,
        orders=floor.orders,
        threshold=floor.threshold,
        notices=means.store.notices,
        names=means.names,
    )
