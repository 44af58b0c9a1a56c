"""The way back: answers are said beside what comes in, so that nobody waits for a slow chat but who writes there."""

from __future__ import annotations

import asyncio
import logging

from bot.answers.scene import Said, Scene
from bot.errors import DeliveryError, StoreError

log = logging.getLogger(__name__)


class Voice:
    def __init__(self) -> None:
        self._speaking: set[asyncio.Task[None]] = set()

    def speak(self, scene: Scene, said: Said) -> None:
        task = asyncio.create_task(_say(scene, said))
        self._speaking.add(task)
        task.add_done_callback(self._speaking.discard)

    async def close(self) -> None:
        """Returns when everything has been said."""
        await asyncio.gather(*self._speaking, return_exceptions=True)


async def _say(scene: Scene, said: Said) -> None:
    press = scene.incoming.press
    if press is not None and press.token:
        await scene.platform.acknowledge(press.token, said.toast)
    try:
        answer = said.answer if said.late is None else await said.late()
        message = None if answer is None else await scene.platform.say(scene.address, answer)
        if said.then is not None and (answer is not None or said.late is None):
            await said.then(message)
    except (DeliveryError, StoreError) as error:
        log.info("answer not delivered", extra={"event": scene.incoming.event, "error": str(error)})
