"""What may be drawn before anybody asks: which requests are nobody's secret, and how much allowance nobody will miss. Pure."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from datetime import datetime, timedelta

from bot.model import Chat, ChatKind, ImageRequest
from bot.ports import Asked
from bot.reuse.exact import Scope, Sharing, house_key, normal

HOUSE = Chat("house", "ahead", ChatKind.PRIVATE)
"""Whom pictures drawn ahead are counted to: a chat on no platform."""

PEOPLE, CHATS = 3, 2
"""So many different people, in so many different chats, must have asked before words of theirs are shared with everyone."""

_WINDOW = timedelta(hours=3)
_HOUR = timedelta(hours=1)


def expiring(left: int, resets: datetime, now: datetime, busiest_hour: int) -> int:
    """Requests of an allowance that nobody will want before its reset, even if every hour until then is the busiest one.

    Nothing before the last three hours: until then somebody may still come.
    """
    until = resets - now
    return 0 if until > _WINDOW else max(0, left - busiest_hour * math.ceil(until / _HOUR))


def shareable(asked: Sequence[Asked], presets: Container[str], sharing: Sharing) -> Iterator[ImageRequest]:
    """What everybody may be given, most asked first: prompts of ours, and what several people in several chats asked for.

    `presets` are our own prompts, normalised. Where people share with themselves alone, only those.
    """
    seen: set[str] = set()
    for one in asked:
        known = house_key(one.request, sharing)
        if known is None or known in seen or not _plain(one.request):
            continue
        common = sharing.scope is not Scope.PERSON and one.people >= PEOPLE and one.chats >= CHATS
        if common or (normal(one.request.prompt) in presets and one.request.negative is None):
            seen.add(known)
            yield one.request


def _plain(request: ImageRequest) -> bool:
    """One picture of words alone, by whoever draws best."""
    special = request.references or request.provider or request.fresh or request.seed is not None
    return not special and request.count == 1
