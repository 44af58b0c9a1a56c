"""What `/quota` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.model import Chat, Limit, Quota, ScopeKind
from storage.calendar import Zones
from storage.rows import decode_settings
from storage.schema import groups, people
from storage.transactions.house import House
from storage.transactions.limits import bounds, quota


def quota_of(
    c: sa.Connection,
    house: House,
    person: int | None,
    chat: Chat,
    *,
    defaults: Mapping[ScopeKind, Sequence[Limit]],
    now: datetime,
) -> Quota:
    zone = c.execute(sa.select(people.c.timezone).where(people.c.id == person)).scalar_one_or_none()
    settings = c.execute(
        sa.select(groups.c.settings).where(groups.c.platform == chat.platform, groups.c.chat == chat.id)
    ).scalar_one_or_none()
    group = None if settings is None else decode_settings(settings).timezone
    zones = Zones(zone or house.timezone, group or house.timezone, house.timezone)
    return quota(c, house, bounds(c, person, chat, defaults=defaults, zones=zones, now=now))
