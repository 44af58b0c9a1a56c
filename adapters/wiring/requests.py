"""How a request for a picture is checked, priced and taken in."""

from __future__ import annotations

from adapters.wiring.means import Means, limits
from adapters.wiring.moderation import open_moderator
from adapters.wiring.wording import open_translator
from bot.answers.judging import Judge
from bot.answers.offers import Offers
from bot.answers.placing import Allowance, Placing
from bot.answers.translating import Translating


def open_placing(means: Means) -> Placing:
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
