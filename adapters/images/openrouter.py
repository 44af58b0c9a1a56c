"""OpenRouter: pictures by chat completion, the price told with each answer. Source: its API reference and SDK types."""

from __future__ import annotations

import orjson

from adapters.images import _chat_api as chat
from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint
from adapters.images._outcomes import Drawn, Probe
from adapters.images._provider import HttpProvider
from bot.errors import ContentRefused, ProviderError


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        frame = {"image_size": ask.size.upper()} | ({"aspect_ratio": ask.aspect} if ask.aspect else {})
        return Call("POST", "/chat/completions", json=chat.body(ask, modalities=["image", "text"], image_config=frame))

    def read(self, answer: Answer) -> Drawn:
        json = answer.json()
        hidden = js.table(json, "error") or js.table(json, "choices", 0, "error")
        if hidden:  # a fault after the answer had begun comes with status 200
            status = js.whole(hidden, "code") or 500
            said = Answer(status, answer.headers, orjson.dumps({"error": hidden}), answer.url)
            raise self.line.name(said, self.name_error)
        return chat.drawn(json)

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        flagged = js.items(complaint.json, "error", "metadata", "reasons")
        if complaint.status == 403 and (flagged or "moderation" in complaint.said or "flagged" in complaint.said):
            return ContentRefused(complaint.detail)
        return None

    def probing(self) -> Call:
        return Call("GET", "/key")

    def read_probe(self, answer: Answer) -> Probe:
        left = js.number(answer.json(), "data", "limit_remaining")
        return Probe(ok=True, balance=None if left is None else round(left * 1_000_000))
