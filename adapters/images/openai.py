"""OpenAI Images: answers at once, in base64. Source: the vendor's Images API reference and SDK types."""

from __future__ import annotations

from adapters.images import _images_api as images
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._images_batch import ImagesBatching
from adapters.images._outcomes import Drawn
from adapters.images._provider import HttpProvider


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        quality = ask.model.options.get("quality", "auto")
        if ask.references:
            return images.edit(ask, "/images/edits", size=images.size(ask), quality=quality)
        return images.generation(ask, "/images/generations", size=images.size(ask), quality=quality, moderation="auto")

    def read(self, answer: Answer) -> Drawn:
        return images.drawn(answer.json())

    def batching(self) -> ImagesBatching:
        return ImagesBatching(self.line, self.read, self.name_error)

    def probing(self) -> Call:
        return Call("GET", "/models")
