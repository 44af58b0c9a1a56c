"""The rooms of the conversation that others lead to."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.wiring.means import Means, limits
from adapters.wiring.pictures import LazyDrawings
from adapters.wiring.requests import open_placing
from adapters.wiring.selling import open_shop
from adapters.wiring.wording import open_wording
from bot.answers.account import Account
from bot.answers.album import Album
from bot.answers.broadcasts import Broadcasts
from bot.answers.members import Members
from bot.answers.offers import Offers
from bot.answers.orders import Orders
from bot.answers.placing import Placing
from bot.answers.privacy import PrivacyDesk
from bot.answers.shop import Shop
from bot.answers.styling import Styling
from bot.answers.threshold import Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Commands and buttons lead to the same rooms."""

    members: Members
    threshold: Threshold
    offers: Offers
    placing: Placing
    styling: Styling
    orders: Orders
    album: Album
    account: Account
    privacy: PrivacyDesk
    broadcasts: Broadcasts
    shop: Shop


def open_floor(means: Means) -> Floor:
    store, house = means.store, means.settings.house
    members = Members(store.people, store.office, language=house.language, timezone=house.timezone)
    album = Album(gallery=store.gallery, showing=means.showing)
    offers, placing = Offers(store.notes), open_placing(means)
    styling = _styling(means, offers)
    return Floor(
        members=members,
        threshold=Threshold(members),
        offers=offers,
        placing=placing,
        styling=styling,
        orders=Orders(placing=placing, studio=means.studio, gallery=store.gallery, album=album, styled=styling.styled),
        album=album,
        account=Account(quota=store.quota, jobs=store.jobs, limits=limits(means.settings)),
        privacy=_privacy(means),
        broadcasts=Broadcasts(platforms=means.platforms, office=store.office, notes=store.notes, clock=means.clock),
        shop=open_shop(means.settings, means.platforms),
    )


def _styling(means: Means, offers: Offers) -> Styling:
    return Styling(
        styles=means.styles,
        people=means.store.people,
        sheet=LazyDrawings(means.texts).styles,
        wording=open_wording(means),
        offers=offers,
    )


def _privacy(means: Means) -> PrivacyDesk:
    store, house = means.store, means.settings.house
    return PrivacyDesk(
        privacy=store.privacy,
        notes=store.notes,
        exports=means.exports,
        policy=str(house.privacy_url or ""),
        days=house.retention_days,
    )
