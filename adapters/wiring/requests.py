"""How a request for a picture is checked, priced and taken in."""

from __future__ import annotations

from adapters.wiring.means import Means, limits
from adapters.wiring.moderation import open_moderator
from adapters.wiring.wording import open_wording
from bot.answers.announcing import Announcing
from bot.answers.checking import Allowance, Checking
from bot.answers.judging import Judge
from bot.answers.likenesses import Likenesses
from bot.answers.offers import Offers
from bot.answers.placing import Placing
from bot.answers.slow_lane import SlowLane
from bot.answers.till import Till
from bot.answers.translating import Translating


def open_placing(means: Means) -> Placing:
    store, offers = means.store, Offers(means.store.notes)
    return Placing(
        studio=means.studio,
        jobs=store.jobs,
        memory=means.memory,
        checking=_checking(means),
        likenesses=Likenesses(means.memory, offers),
        translating=Translating(wording=open_wording(means), readers=means.client, offers=offers),
        slow_lane=SlowLane(offers, opened=means.settings.quotas.slow_lane),
        announcing=Announcing(jobs=store.jobs, notices=store.notices, imminent=means.imminent),
    )


def _checking(means: Means) -> Checking:
    store, quotas = means.store, means.settings.quotas
    judge = Judge(
        moderator=open_moderator(means.settings, means.clock),
        strikes=store.strikes,
        bans=store.bans,
        office=store.office,
        till=Till(store.wording, quotas.budget),
    )
    allowance = Allowance(limits(means.settings), unfinished=quotas.person_queued)
    return Checking(judge=judge, studio=means.studio, allowance=allowance)
