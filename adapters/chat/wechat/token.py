"""The access token: one refresh at a time, shared by every process through the platforms' memory."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson

from adapters.chat.wechat.body import Body, text
from bot.errors import DeliveryDoubtful, SlowDown
from bot.ports import Clock, PlatformMemory

_EARLY = 300.0  # the platform renews five minutes before the end, when old and new are both valid
_LOCK_SECONDS = 20.0
_LOOK_AGAIN = 0.2
_FORCE_SECONDS = 31.0  # the platform allows half a minute between two, and twenty a day


@dataclass(frozen=True, slots=True)
class Grant:
    """A token and how many seconds it is good for."""

    token: str
    seconds: float


def granted(body: Body) -> Grant:
    """What a platform's answer grants. Raises `DeliveryDoubtful` for one that grants nothing."""
    token, seconds = text(body, "access_token"), text(body, "expires_in")
    if not token or not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        raise DeliveryDoubtful("the answer holds no access token")
    return Grant(token, float(seconds))


@dataclass(frozen=True, slots=True)
class _Held:
    token: str
    until: float


class AccessToken:
    """`key` is where processes share it; `fetch` asks the platform (True: the old one must die). Raises what `fetch` raises."""

    def __init__(
        self, key: str, fetch: Callable[[bool], Awaitable[Grant]], memory: PlatformMemory, clock: Clock
    ) -> None:
        self._key = key
        self._fetch = fetch
        self._memory = memory
        self._clock = clock
        self._held: _Held | None = None
        self._alone = asyncio.Lock()

    async def current(self) -> str:
        """A token that should work now."""
        return await self._good(rejected="")

    async def renew(self, rejected: str) -> str:
        """Another token than the one that was refused."""
        return await self._good(rejected)

    async def _good(self, rejected: str) -> str:
        if self._usable(self._held, rejected):
            return self._held.token  # type: ignore[union-attr]  # usable means it is there
        async with self._alone:
            waited = 0.0
            while not self._usable(self._held, rejected):
                self._held = await self._shared()
                if self._usable(self._held, rejected) or await self._refreshed(rejected):
                    break
                if waited > _LOCK_SECONDS:
                    raise SlowDown("another process is refreshing the access token for too long")
                await self._clock.sleep(_LOOK_AGAIN)
                waited += _LOOK_AGAIN
            assert self._held is not None
            return self._held.token

    def _usable(self, held: _Held | None, rejected: str) -> bool:
        return held is not None and held.token != rejected and held.until > self._clock.now().timestamp()

    async def _shared(self) -> _Held | None:
        note = await self._memory.get(self._key, self._clock.now())
        return _Held(**orjson.loads(note)) if note else None

    async def _refreshed(self, rejected: str) -> bool:
        """Ask the platform, unless another process is asking just now."""
        lock, mine = f"{self._key}-lock", secrets.token_hex(8)
        if not await self._memory.swap(lock, None, mine, self._clock.now(), _LOCK_SECONDS):
            return False
        try:
            grant = await self._granted(rejected)
            now = self._clock.now()
            life = max(1.0, grant.seconds - _EARLY)
            self._held = _Held(grant.token, now.timestamp() + life)
            note = orjson.dumps({"token": self._held.token, "until": self._held.until}).decode()
            await self._memory.put(self._key, note, now, life)
        finally:
            await self._memory.swap(lock, mine, None, self._clock.now(), 1.0)
        return True

    async def _granted(self, rejected: str) -> Grant:
        """The token that is valid now; only if that is the rejected one, a new one by force."""
        try:
            grant = await self._fetch(False)
            return grant if grant.token != rejected else await self._forced()
        except DeliveryDoubtful as error:  # nothing was sent to anybody yet
            raise SlowDown(str(error), retry_after=5.0) from error

    async def _forced(self) -> Grant:
        if not await self._memory.swap(f"{self._key}-forced", None, "1", self._clock.now(), _FORCE_SECONDS):
            raise SlowDown("a new access token was forced just now", retry_after=_FORCE_SECONDS)
        return await self._fetch(True)
