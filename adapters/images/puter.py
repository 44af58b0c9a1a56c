"""Puter's image driver: one call, answered with the picture. Source: Puter's published server.

The token is a whole account: everybody who draws here draws on its allowance. A refusal is charged.
"""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._ask import Ask, data_uri
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint
from adapters.images._outcomes import Drawn, Probe, source
from adapters.images._provider import HttpProvider
from bot.errors import ContentRefused, ModelRetired, Overloaded, ProviderError, RequestInvalid


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        args: dict[str, object] = {"prompt": ask.prompt, "model": ask.model.id}
        if ask.aspect:
            across, down = (int(side) for side in ask.aspect.split(":"))
            args["ratio"] = {"w": across, "h": down}
        if len(ask.model.sizes) > 1:
            args["quality"] = ask.size.upper()
        if ask.references:
            args["input_images"] = [data_uri(picture) for picture in ask.references]
        call = {"interface": "puter-image-generation", "driver": "ai-image", "method": "generate", "args": args}
        return Call("POST", "/drivers/call", json=call)

    def read(self, answer: Answer) -> Drawn:
        json = answer.json()
        if js.at(json, "success") is False:
            raise self.line.name(Answer(400, answer.headers, answer.body, answer.url), self.name_error)
        found = js.text(json, "result") or js.text(json, "result", "url")
        return Drawn((source(found),) if found else ())

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        """Its codes decide: a busy Google comes as 400, and so does a picture that Google would not draw."""
        match complaint.code:
            case "unknown_error" if "extract image" in complaint.said:
                return ContentRefused(complaint.detail, charged=True)
            case "upstream_provider_unavailable" | "upstream_auth_failed":
                return Overloaded(complaint.detail)
            case "upstream_bad_request" if js.whole(complaint.json, "upstreamStatus") == 404:
                return ModelRetired(complaint.detail)  # it asks Google for ids that Google has closed
            case "upstream_bad_request":
                return RequestInvalid(complaint.detail)
            case _:
                return None

    def probing(self) -> Call:
        return Call("GET", "/metering/usage")

    def read_probe(self, answer: Answer) -> Probe:
        """In millionths of a cent."""
        left = js.number(answer.json(), "allowanceInfo", "remaining")
        return Probe(ok=True, balance=None if left is None else round(left / 100), unit="this month")
