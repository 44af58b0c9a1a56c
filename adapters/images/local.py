"""Any OpenAI-compatible server of one's own (LocalAI, vLLM-Omni, …). Sources: their API files.

Options of the model: `route` `images` (default) or `chat` (vLLM-Omni edits that way), and `fields`, sent along as they are.
"""

from __future__ import annotations

from adapters.images import _chat_api as chat
from adapters.images import _images_api as images
from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call, Drawn
from adapters.images._frames import pixels
from adapters.images._provider import HttpProvider


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        width, height = pixels(ask.aspect, ask.size)
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

    def probing(self) -> Call:
        return Call("GET", "/models")
