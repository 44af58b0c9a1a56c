"""Any OpenAI-compatible server of one's own (LocalAI, vLLM-Omni, …). Sources: their API files.

Options of the model: `route` `images` (default) or `chat` (vLLM-Omni edits that way), and `fields`, sent along as they are.
"""

from __future__ import annotations

from dataclasses import replace

from adapters.images import _chat_api as chat
from adapters.images import _images_api as images
from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint
from adapters.images._frames import pixels
from adapters.images._line import Line
from adapters.images._outcomes import Drawn
from adapters.images._provider import HttpProvider
from bot.errors import ProviderError, RequestInvalid


class Provider(HttpProvider):
    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._served = ""

    async def prepare(self, ask: Ask, deadline: float) -> Ask:
        """Where the operator named no model, it is the first that the server has."""
        if ask.model.id != self.line.facts.model:
            return ask
        if not self._served:
            there = (await self.send(self.probing(), deadline)).json()
            self._served = js.text(there, "data", 0, "id") or ask.model.id
        return replace(ask, model=replace(ask.model, id=self._served))

    def submit(self, ask: Ask) -> Call:
        """LocalAI takes what stands behind a `|` for what must not be in the picture."""
        ask = replace(ask, prompt=ask.prompt.replace("|", "/"))
        width, height = pixels(ask.shape, ask.size)
        own = js.table(ask.model.options, "fields")
        asked: dict[str, object] = {"seed": ask.seed} if ask.seed is not None else {}
        asked |= {"negative_prompt": ask.negative} if ask.negative else {}
        if ask.model.options.get("route") == "chat":
            extra = {"width": width, "height": height, **asked}
            return Call("POST", "/chat/completions", json=chat.body(ask, extra_body=extra, **own))
        asked |= {"size": f"{width}x{height}", **own}
        if ask.references:
            return images.edit(ask, "/images/edits", **asked)
        return images.generation(ask, "/images/generations", response_format="b64_json", **asked)

    def read(self, answer: Answer) -> Drawn:
        json = answer.json()
        return chat.drawn(json) if js.items(json, "choices") else images.drawn(json)

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        """A server without such a route has lost no model."""
        if complaint.status in {404, 405, 501} and "model" not in complaint.said:
            return RequestInvalid(f"it has no such route: {complaint.detail}", parameter="route")
        return None

    def probing(self) -> Call:
        return Call("GET", "/models")
