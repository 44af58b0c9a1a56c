"""Many prompts in one message: each line a job in the batch lane, told in one line, handed over together at the end."""

from __future__ import annotations

from functools import partial

from bot.answers.half_price import HELD
from bot.answers.open_batches import OpenBatches, Progress
from bot.answers.orders import Styled
from bot.answers.placing import Placing
from bot.answers.rejections import rejected_words
from bot.answers.scene import Said, Scene
from bot.commands.entry import Command
from bot.commands.picture import Batch
from bot.errors import BadPrompt, NotAllowed, Rejection
from bot.model import ImageRequest, Job
from bot.ports import Answer

_SHOWN = 10  # lines that were not taken


class Batches:
    """`styled` fills in the style a person has kept. `half`: lines wait for a provider's half-price mode."""

    def __init__(self, *, placing: Placing, open_batches: OpenBatches, styled: Styled, half: bool = False) -> None:
        self._placing = placing
        self._open = open_batches
        self._styled = styled
        self._half = half

    commands = (Batch,)

    async def answer(self, scene: Scene, command: Command) -> Said:
        """Raises the `Rejection` of the first line when no line can be taken at all."""
        if not isinstance(command, Batch):
            raise NotAllowed("command.not_here")
        if not command.requests:
            raise BadPrompt("batch.how")
        half = self._half and len(command.requests) > 1
        first, taken, refused = await self._place(scene, command.requests, HELD if half else 0.0)
        if half:
            await self._open.give(first.id, scene.now)
        await self._open.begin(first.id, scene.now)
        key = "batch.half_price" if half else "batch.started"
        words = [scene.say(key, count=taken, code=first.id), *refused[:_SHOWN]]
        return Said(Answer("\n".join(words)), partial(self._announced, scene, first))

    async def _place(self, scene: Scene, requests: tuple[ImageRequest, ...], hold: float) -> tuple[Job, int, list[str]]:
        """The first job, how many there are, and why some lines could not be taken."""
        first: Job | None = None
        taken = 0
        refused: list[str] = []
        rejected: Rejection | None = None
        for number, request in enumerate(requests, 1):
            styled = self._styled(scene, request)
            event = f"{scene.incoming.event}#{number}"
            try:
                parent = None if first is None else first.id
                job = await self._placing.batch(scene, styled, event=event, parent=parent, hold=hold)
            except Rejection as rejection:
                rejected = rejected or rejection
                why = rejected_words(scene, rejection)
                refused.append(scene.say("batch.line", line=number, why=why))
                continue
            first, taken = first or job, taken + 1
        if first is None:
            raise rejected or BadPrompt("batch.how")
        return first, taken, refused

    async def _announced(self, scene: Scene, first: Job, message: str | None) -> None:
        if message is not None and scene.platform.traits.edits:
            await self._open.say(first.id, Progress(message), scene.now)
