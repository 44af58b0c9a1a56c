"""The rooms of the conversation, put together."""

from __future__ import annotations

from adapters.wiring.means import Means, limits
from adapters.wiring.offices import open_offices
from adapters.wiring.pictures import LazyDrawings
from adapters.wiring.requests import open_placing
from adapters.wiring.selling import open_shop
from adapters.wiring.wording import open_polisher
from bot.answers.account import Account
from bot.answers.album import Album
from bot.answers.arrivals import Arrivals
from bot.answers.batches import Batches
from bot.answers.broadcasts import Broadcasts
from bot.answers.claims import Claims
from bot.answers.corrections import Corrections
from bot.answers.guide import Guide
from bot.answers.links import Links
from bot.answers.members import Members
from bot.answers.offers import Offers
from bot.answers.open_batches import OpenBatches
from bot.answers.orders import Orders
from bot.answers.placing import Placing
from bot.answers.preferences import Preferences
from bot.answers.presses import Presses
from bot.answers.privacy import PrivacyDesk
from bot.answers.reception import Reception
from bot.answers.rejections import Rejections
from bot.answers.styling import Styling
from bot.answers.threshold import Threshold
from bot.answers.wishes import Wishes


def open_reception(means: Means) -> Reception:
    store, house = means.store, means.settings.house
    members = Members(store.people, store.office, language=house.language, timezone=house.timezone)
    album = Album(gallery=store.gallery, showing=means.showing)
    offers, placing = Offers(store.notes), open_placing(means)
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
        Guide(members, styling.kept),
        Arrivals(Wishes(store.notes), orders.answer, means.names),
        Links(store.links, limits(means.settings)),
        Claims(store.claims),
        shop,
    )
    return Reception(
        rooms=(*rooms, *open_offices(means, members)),
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
