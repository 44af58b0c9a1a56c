"""Who looks after things beside the conversation: batches under way, batches at half price, the budget."""

from __future__ import annotations

from adapters.wiring.means import Means, owners_of
from bot.answers.batch_watch import BatchWatch
from bot.answers.budgets import Budgets
from bot.answers.half_price import HalfPrice
from bot.answers.homecoming import Homecoming
from bot.answers.open_batches import OpenBatches
from bot.model import ImageRequest


def open_batch_watch(means: Means) -> BatchWatch:
    """Who brings batches to their end."""
    return BatchWatch(
        open_batches=OpenBatches(means.store.notes, means.store.jobs),
        platforms=means.platforms,
        gallery=means.store.gallery,
        notices=means.store.notices,
        showing=means.showing,
        texts=means.texts,
        clock=means.clock,
    )


def open_half_price(means: Means, owner: str, every: float) -> HalfPrice:
    """Who hands batches in where they cost half, and brings them home."""
    store = means.store
    return HalfPrice(
        shops=means.shops,
        open_batches=OpenBatches(store.notes, store.jobs),
        homecoming=Homecoming(
            jobs=store.jobs,
            blobs=store.blobs,
            delivery=means.delivery,
            memory=means.memory,
            clock=means.clock,
            owner=owner,
        ),
        jobs=store.jobs,
        notices=store.notices,
        styles=means.styles,
        clock=means.clock,
        every=every,
    )


def open_budgets(means: Means) -> Budgets:
    """Who watches the money."""
    house = means.settings.house
    return Budgets(
        limits=means.settings.quotas.budget,
        reports=means.store.reports,
        notices=means.store.notices,
        owners=owners_of(means),
        texts=means.texts,
        clock=means.clock,
        language=house.language,
        timezone=house.timezone,
        standard=lambda: means.studio.price(ImageRequest(prompt="a picture")).micros,
    )
