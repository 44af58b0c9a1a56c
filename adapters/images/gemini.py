"""Google AI Studio, the native `generateContent`. Source: Google's API reference (v1beta) and its Python SDK's types."""

from __future__ import annotations

from adapters.images import _native
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._native_batch import NativeBatching
from adapters.images._outcomes import Outcome
from adapters.images._provider import HttpProvider


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        return Call("POST", f"/models/{ask.model.id}:generateContent", json=_native.body(ask))

    def read(self, answer: Answer) -> Outcome:
        return _native.outcome(answer.json())

    def batching(self) -> NativeBatching:
        return NativeBatching(self.line, self.read, self.name_error)

    def probing(self) -> Call:
        return Call("GET", "/models", query={"pageSize": "1"})
