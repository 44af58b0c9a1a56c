"""Where the money of the last thirty days went, what is left of budgets and allowances, and where the month is going."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.web.board import Table
from adapters.wiring.dashboard.past import DAYS, Money
from adapters.wiring.opened import OpenHouse
from bot.answers.purse import allowances, budgeted, month_end
from bot.costs.money import By, called, sums

_ROWS = 10
_KINDS = (By.MODEL, By.CHAT, By.PERSON)


async def month(house: OpenHouse, money: Money) -> str:
    """What this month will have cost when it ends."""
    return money(await month_end(house.store.reports, house.clock.now(), house.settings.house.timezone))


async def spent(house: OpenHouse, money: Money) -> list[Table]:
    """By model, chat and person, the dearest first."""
    now, zone = house.clock.now(), house.settings.house.timezone
    spends = await house.store.reports.spends(now - timedelta(days=DAYS - 1), now, zone)
    names = await house.store.people.names(sorted({spend.person for spend in spends if spend.person is not None}))
    return [
        Table(
            f"spent_{by.value}",
            ("name", "pictures", "cost"),
            [(called(row.name, by, names), str(row.pictures), money(row.micros)) for row in sums(spends, by)[:_ROWS]],
        )
        for by in _KINDS
    ]


async def left(house: OpenHouse, money: Money) -> Table:
    """Budgets, then allowances, each until its own midnight, which is said on the operator's clock."""
    now, zone = house.clock.now(), house.settings.house.timezone
    texts, language = house.texts, house.settings.house.language

    def at(moment: datetime) -> str:
        return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")

    rows: list[Sequence[str]] = [
        (
            texts.say(language, f"rule.budget.{one.window.kind.value}"),
            money(max(0, one.limit.amount - one.spent)),
            f"{one.percent} %",
            at(one.window.ends),
        )
        for one in await budgeted(house.store.reports, house.settings.quotas.budget, now, zone)
    ]
    for each in allowances(house.client.status()):
        share = 100 * each.used // max(1, each.used + each.left)
        rows.append((each.name, str(each.left), f"{share} %", at(each.resets)))
    return Table("left", ("name", "left_over", "used", "resets"), rows)
