"""When a chat may be written to: Telegram's published rates, and above all the waits it tells us.

About 1 message a second into a chat, 20 a minute into a group, 30 a second overall (https://core.telegram.org/bots/faq);
what really counts is `retry_after`, which holds that chat alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Address, ChatKind
from bot.ports import Clock

_BURST = 5  # "short bursts" are allowed: a waiting message, its change, an album and its buttons
_KEPT = 4096  # chats remembered before the idle ones are forgotten


@dataclass(slots=True)
class Rate:
    """One message every `interval` seconds, up to `burst` at once. `full` is when everything taken has been worked off."""

    interval: float
    burst: int
    full: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next one may go."""
        return max(0.0, self.full - now - (self.burst - 1) * self.interval)

    def take(self, now: float) -> None:
        self.full = max(now, self.full) + self.interval

    def share(self, now: float) -> float:
        """How much of the burst is used up, 0 to 1 and more."""
        return max(0.0, self.full - now) / (self.burst * self.interval)


class Pace:
    def __init__(self, clock: Clock, per_second: float = 30.0) -> None:
        self._clock = clock
        self._all = Rate(1 / per_second, max(1, int(per_second)))
        self._chats: dict[str, tuple[Rate, ...]] = {}
        self._holds: dict[str, float] = {}

    async def turn(self, to: Address) -> None:
        """Wait until this chat may be written to, in the order of asking."""
        rates = (self._all, *self._rates(to))
        now = self._clock.monotonic()
        wait = max(rate.wait(now) for rate in rates)
        for rate in rates:
            rate.take(now)
        while (wait := max(wait, self._holds.get(to.chat, 0.0) - self._clock.monotonic())) > 0:
            await self._clock.sleep(wait)
            wait = 0.0

    def roomy(self, to: Address) -> bool:
        """Whether words that could as well be left out may go: nobody waits, half of the allowance is unused."""
        now = self._clock.monotonic()
        second, *others = self._rates(to)
        free = self._holds.get(to.chat, 0.0) <= now and second.wait(now) == 0
        return free and all(rate.share(now) < 0.5 for rate in (self._all, *others))

    def hold(self, to: Address, seconds: float) -> None:
        """Telegram said: nothing into this chat for so long."""
        until = self._clock.monotonic() + seconds
        self._holds[to.chat] = max(until, self._holds.get(to.chat, 0.0))

    def _rates(self, to: Address) -> tuple[Rate, ...]:
        rates = self._chats.get(to.chat)
        if rates is None:
            self._tidy()
            second = Rate(1.0, _BURST)
            rates = (second,) if to.kind is ChatKind.PRIVATE else (second, Rate(3.0, 20))
            self._chats[to.chat] = rates
        return rates

    def _tidy(self) -> None:
        if len(self._chats) < _KEPT:
            return
        now = self._clock.monotonic()
        self._chats = {chat: rates for chat, rates in self._chats.items() if any(rate.full > now for rate in rates)}
        self._holds = {chat: until for chat, until in self._holds.items() if until > now}
