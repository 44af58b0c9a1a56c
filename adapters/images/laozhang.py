"""laozhang.ai and any other relay of the one-api / new-api family, by three routes: Google's own, chat, OpenAI images.

The model's option `route` is `native` (default), `chat` or `images`. Sources: the relays' published source and documentation.
"""

from __future__ import annotations

from dataclasses import replace

from adapters.images import _chat_api as chat
from adapters.images import _images_api as images
from adapters.images import _json as js
from adapters.images import _native as native
from adapters.images import _relay as relay
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint
from adapters.images._errors import name
from adapters.images._outcomes import Drawn, Probe
from adapters.images._provider import HttpProvider
from bot.errors import ProviderError

UNLIMITED = 100_000_000  # what a token without a limit shows as its dollars


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        match ask.model.options.get("route", "native"):
            case "chat":
                return Call("POST", "/v1/chat/completions", json=chat.body(ask))
            case "images" if ask.references:
                return images.edit(ask, "/v1/images/edits", size=images.size(ask))
            case "images":
                return images.generation(ask, "/v1/images/generations", size=images.size(ask))
            case _:
                return Call("POST", f"/v1beta/models/{ask.model.id}:generateContent", json=native.body(ask))

    def read(self, answer: Answer) -> Drawn:
        """Some builds send their errors as a success."""
        json = answer.json()
        if js.table(json, "error"):
            raise self.line.name(Answer(500, answer.headers, answer.body, answer.url), self.name_error)
        return relay.drawn(json)

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        return relay.said(complaint) or self._upstream(complaint)

    def _upstream(self, complaint: Complaint) -> ProviderError | None:
        """What the relay itself could not read; the status that counts is the one it got."""
        if complaint.code != "bad_response_status_code" or not complaint.parameter.isdigit():
            return None
        got = replace(complaint, status=int(complaint.parameter), code="")
        return name(got, zone=self.line.facts.zone, now=self.line.clock.now())

    def probing(self) -> Call:
        return Call("GET", "/v1/dashboard/billing/subscription")

    async def probe(self) -> Probe:
        """What was granted, less what was used: two questions there. An unlimited token has no balance to tell."""
        granted = await super().probe()
        if granted.balance is None:
            return granted
        try:
            answer = await self.free(Call("GET", "/v1/dashboard/billing/usage"))
            cents = js.number(answer.json(), "total_usage") or 0.0
        except ProviderError as error:
            return replace(granted, balance=None, detail=error.detail)
        return replace(granted, balance=max(0, granted.balance - round(cents * 10_000)))

    def read_probe(self, answer: Answer) -> Probe:
        """The limit of the token; a broken token shows here as `error`, with status 200."""
        json = answer.json()
        if js.table(json, "error"):
            raise self.line.name(Answer(401, answer.headers, answer.body, answer.url), self.name_error)
        limit = js.number(json, "hard_limit_usd")
        return Probe(ok=True, balance=None if limit is None or limit >= UNLIMITED else round(limit * 1_000_000))
