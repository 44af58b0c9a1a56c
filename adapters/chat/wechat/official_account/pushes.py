"""How many pushes a person's own actions have granted: a number per person that delivery plans with.

A message grants five within 48 hours; a menu click, a follow and a scan three within a minute. A passive reply is no push.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.chat.wechat.notes import Notes
from bot.ports import Clock

_HOURS_48 = 48 * 3_600.0
_NOTE = "pushes"


@dataclass(frozen=True, slots=True)
class Allowed:
    """So many pushes, for so many seconds."""

    pushes: int
    seconds: float


MESSAGE = Allowed(5, _HOURS_48 - 60.0)
CLICK = Allowed(3, 55.0)

_Grants = Sequence[tuple[int, float]]


class Pushes:
    """Grants as `(left, until)` pairs; the one that ends first is spent first."""

    def __init__(self, notes: Notes, clock: Clock) -> None:
        self._notes = notes
        self._clock = clock

    async def grant(self, account: str, allowed: Allowed) -> None:
        """The person did something: a message renews the long grant, a click adds the short one beside it."""
        now = self._clock.now().timestamp()

        def renewed(grants: _Grants | None) -> _Grants:
            long = allowed.seconds > CLICK.seconds
            others = [g for g in _live(grants, now) if (g[1] - now > CLICK.seconds) != long]
            return sorted([*others, (allowed.pushes, now + allowed.seconds)], key=lambda g: g[1])

        await self._notes.change(account, _NOTE, renewed, _HOURS_48)

    async def left(self, account: str) -> int:
        now = self._clock.now().timestamp()
        return sum(left for left, _ in _live(await self._notes.get(account, _NOTE), now))

    async def take(self, account: str) -> bool:
        """Spend one, before sending. False: there is none."""
        now = self._clock.now().timestamp()
        taken = False

        def spent(grants: _Grants | None) -> _Grants | None:
            nonlocal taken
            live = _live(grants, now)
            taken = bool(live)
            return [(live[0][0] - 1, live[0][1]), *live[1:]] if live else grants

        await self._notes.change(account, _NOTE, spent, _HOURS_48)
        return taken

    async def give_back(self, account: str) -> None:
        """The platform did not send it."""
        now = self._clock.now().timestamp()

        def restored(grants: _Grants | None) -> _Grants | None:
            if not grants:
                return grants
            left, until = grants[-1]
            return [*grants[:-1], (left + 1, until)] if until > now else grants

        await self._notes.change(account, _NOTE, restored, _HOURS_48)

    async def shut(self, account: str) -> None:
        """The platform says there are none left, whatever we counted."""
        await self._notes.change(account, _NOTE, lambda _: None, _HOURS_48)


def _live(grants: _Grants | None, now: float) -> list[tuple[int, float]]:
    return [(left, until) for left, until in grants or () if left > 0 and until > now]
