"""Who draws ahead: the operator's bounds, and the prompts that are ours and so nobody's secret."""

from __future__ import annotations

from adapters.wiring.means import Means
from bot.ahead import Ahead, Plan
from bot.reuse.exact import normal
from bot.texts import Texts
from bot.texts.styles import Styles

_STARTERS = (1, 2, 3)


def open_ahead(means: Means) -> Ahead:
    settings, store = means.settings, means.store
    return Ahead(
        targets=means.client,
        studio=means.studio,
        reuse=store.reuse,
        reports=store.reports,
        office=store.office,
        notices=store.notices,
        clock=means.clock,
        plan=Plan(
            most=settings.house.predraw,
            budget=settings.quotas.budget,
            presets=_presets(means.styles, means.texts),
            sharing=means.memory.sharing,
        ),
    )


def _presets(styles: Styles, texts: Texts) -> frozenset[str]:
    """The examples of the styles, and what the playground offers to a newcomer, in every language."""
    starters = [texts.say(code, f"playground.starter_{n}") for code in texts.languages for n in _STARTERS]
    examples = [example for style in styles for example in style.examples.values()]
    return frozenset(normal(prompt.partition(" --")[0]) for prompt in (*examples, *starters))
