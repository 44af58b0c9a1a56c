"""Gathers what belongs together, and has it handled as one; what was acknowledged before it was whole outlives a crash."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from adapters.chat.telegram import inbound
from adapters.chat.telegram.bundles import Bundle, opens
from adapters.chat.telegram.holding import Holding
from adapters.chat.telegram.parts import Lately, changed
from bot.model import Incoming
from bot.ports import Clock, Receive

log = logging.getLogger(__name__)

Read = Callable[[object], Incoming | None]

_PAUSES = (1.0, 2.0, 4.0, 8.0, 0.0)  # seconds after each try to store what has been acknowledged


class Gathering:
    """`handle` takes a whole message in its chat's turn.

    `holding` None: whoever brings updates brings the rest of a bundle before the first of it is acknowledged.
    """

    def __init__(
        self, *, read: Read, handle: Receive, clock: Clock, quiet: float, holding: Holding | None = None
    ) -> None:
        self._read = read
        self._handle = handle
        self._clock = clock
        self._quiet = quiet
        self._holding = holding
        self._open: dict[str, list[Bundle]] = {}
        self._lately = Lately()
        self._tasks: set[asyncio.Task[None]] = set()

    async def known(self, incoming: Incoming, update: object) -> Incoming | None:
        """The whole of which this is a part that comes again, late, or edited. None: it is no part. Raises `StoreError`."""
        here = any(bundle.first.event == incoming.event for bundle in self._open.get(incoming.chat.id, ()))
        if self._holding is not None and not here and (incoming.edited or inbound.album(incoming)):
            for bundle in await self._holding.said(incoming):
                if (whole := await self._elsewhere(bundle, incoming, update)) is not None:
                    return whole
        return self._lately.whole(incoming)

    async def _elsewhere(self, bundle: Mapping[str, Any], incoming: Incoming, update: object) -> Incoming | None:
        """Whichever process put it together: the last edit counts, wherever that came in."""
        assert self._holding is not None
        read = [part for came in bundle.values() if (part := self._read(came[0])) is not None]
        parts: Sequence[Incoming] = sorted(read, key=lambda part: int(part.message or 0))
        edits = [edit for came in bundle.values() for one in came[1:] if (edit := self._read(one)) is not None]
        for edit in edits:
            parts = changed(parts, edit) or parts
        lately = Lately()
        lately.keep(parts)
        whole = lately.whole(incoming)
        if whole is not None and (incoming.edited or whole.edited):
            key = f"{next(iter(bundle)).rpartition('/')[0]}/{incoming.message}"
            await self._holding.changed(key, [*bundle.get(key, ())[:1], update])
        return whole

    def bundle(self, incoming: Incoming) -> Bundle | None:
        """Where this message went: into one that is open, or into a new one. None: it stands alone."""
        others = self._open.setdefault(incoming.chat.id, [])
        bundle = next((bundle for bundle in others if bundle.join(incoming)), None)
        if bundle is None and opens(incoming):
            bundle = Bundle(incoming, self._clock, self._quiet)
            others.append(bundle)
            task = asyncio.create_task(self._together(bundle))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not others:
            del self._open[incoming.chat.id]
        return bundle

    def sent_by(self, incoming: Incoming) -> Sequence[Bundle]:
        """What the same person is still sending into the same chat."""
        return [one for one in self._open.get(incoming.chat.id, ()) if one.first.sender == incoming.sender]

    async def stored(self, bundle: Bundle, incoming: Incoming, update: object) -> None:
        """Wait until this part may be acknowledged. Raises what storing it raises."""
        kept = False
        if self._holding is not None:
            with bundle.keeping():
                kept = await self._holding.keep(bundle.first, incoming, update)
            bundle.kept = bundle.kept or kept
        if not kept:
            await asyncio.shield(bundle.done)

    async def left(self) -> Sequence[object]:
        """What a process left behind when it was killed, and nobody here has handled. Raises `StoreError`."""
        if self._holding is None:
            return ()
        found = [(self._read(update), update) for update in await self._holding.left()]
        for incoming, _ in found:
            if incoming is not None and (known := self._lately.whole(incoming)) is not None:
                await self._holding.forget(known)
        return [update for incoming, update in found if incoming is not None and self._lately.whole(incoming) is None]

    async def close(self) -> None:
        """Nothing more is put together here."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ── one bundle ──

    async def _together(self, bundle: Bundle) -> None:
        with bundle.telling():
            try:
                mine = await self._whole(bundle)
                while mine and bundle.lacking:
                    mine = await self._whole(bundle)
                await self._earlier(bundle)
            finally:
                self._shut(bundle)
            if mine:
                await (self._insist(bundle) if bundle.kept else self._handle(bundle.merged()))

    async def _earlier(self, bundle: Bundle) -> None:
        """What the same person began to send before comes first."""
        for other in itertools.takewhile(lambda other: other is not bundle, self.sent_by(bundle.first)):
            await asyncio.wait({other.done})

    async def _whole(self, bundle: Bundle) -> bool:
        """Whether what was waited for is to be handled here."""
        await bundle.whole()
        return not bundle.kept or await self._completed(bundle)

    async def _completed(self, bundle: Bundle) -> bool:
        """With what other processes were brought of it. False: one of them has handled it."""
        assert self._holding is not None
        found = [self._read(update) for update in await self._holding.parts(bundle.first)]
        joined = [bundle.join(incoming) for incoming in found if incoming is not None]
        return any(joined)

    async def _insist(self, bundle: Bundle) -> None:
        """It was acknowledged: nobody brings it again."""
        assert self._holding is not None
        for pause in _PAUSES:
            try:
                await self._handle(bundle.merged())
                break
            except Exception:
                log.exception("a message of several parts is not stored", extra={"event": bundle.first.event})
                await self._clock.sleep(pause)
        await self._holding.forget(bundle.first)

    def _shut(self, bundle: Bundle) -> None:
        """Nothing more joins this bundle; what is edited from here on is a correction."""
        self._lately.keep(bundle.parts)
        chat = bundle.first.chat.id
        self._open[chat] = [other for other in self._open[chat] if other is not bundle]
        if not self._open[chat]:
            del self._open[chat]
