"""The daily sweep: prompts and pictures older than the operator keeps them are erased; what was used stays counted."""

from __future__ import annotations

import logging

from bot.errors import StoreError
from bot.ports import Clock, NoticeStore, PrivacyStore

log = logging.getLogger(__name__)

_FIRST = 60.0  # seconds after the start, when everybody who waited has been served
_LOOK = 3600.0
_BREATH = 0.5  # between two stretches: whoever asks for a picture comes first
_FOR_EVER = 36_500


class Retention:
    """Once a day, in whichever process looks first. `days` None keeps everything, but for whom asked to be forgotten."""

    def __init__(self, *, privacy: PrivacyStore, notices: NoticeStore, clock: Clock, days: int | None) -> None:
        self._privacy = privacy
        self._notices = notices
        self._clock = clock
        self._days = days or _FOR_EVER

    async def run(self) -> None:
        """Until cancelled."""
        await self._clock.sleep(_FIRST)
        while True:
            try:
                await self.sweep()
            except StoreError:
                log.exception("old pictures are not erased yet; the next day tries again")
            await self._clock.sleep(_LOOK)

    async def sweep(self) -> int:
        """Erase what is due today; return how many jobs. 0 where it was done today already."""
        now = self._clock.now()
        if not await self._notices.once(f"retention/{now:%Y-%m-%d}", now, 2 * 86_400.0):
            return 0
        total = 0
        while erased := await self._privacy.retain(self._days, now):
            total += erased
            await self._clock.sleep(_BREATH)
        if total:
            log.info("old prompts and pictures are erased", extra={"jobs": total})
        return total
