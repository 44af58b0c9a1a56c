"""Stability AI v2beta: every request a multipart form, every answer asked for as JSON. Source: the vendor's REST reference."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call, Part
from adapters.images._complaint import Complaint
from adapters.images._outcomes import Drawn, Encoded, Probe
from adapters.images._provider import HttpProvider
from bot.errors import ContentRefused, ProviderError, Throttled

BLOCKED = 60.0  # seconds a client is shut out after more than 150 requests in 10 s; the answer does not say so


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        sd3 = ask.model.id.startswith("sd3")
        fields: dict[str, object] = {"prompt": ask.prompt, "output_format": "png"}
        fields |= {"model": ask.model.id} if sd3 else {}
        fields |= {"seed": ask.seed} if ask.seed is not None else {}
        fields |= {"negative_prompt": ask.negative} if ask.negative else {}
        fields |= {"mode": "image-to-image"} if sd3 and ask.references else {}
        if ask.aspect and not (sd3 and ask.references):
            fields["aspect_ratio"] = ask.aspect
        form = [Part(name, str(value)) for name, value in fields.items()]
        for picture in ask.references:
            form += [
                Part("strength", str(ask.model.options.get("strength", 0.65))),
                Part("image", picture.data, "reference", picture.media_type),
            ]
        kind = "sd3" if sd3 else ask.model.id
        path = f"/v2beta/stable-image/generate/{kind}"
        return Call("POST", path, form=tuple(form), headers={"accept": "application/json"})

    def read(self, answer: Answer) -> Drawn:
        json = answer.json()
        if js.text(json, "finish_reason") == "CONTENT_FILTERED":  # the picture that comes along is blurred
            raise ContentRefused("CONTENT_FILTERED", request_id=answer.request_id)
        encoded = js.text(json, "image")
        seed = js.at(json, "seed")
        return Drawn((Encoded(encoded),) if encoded else (), seed=seed if isinstance(seed, int) else None)

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        if complaint.status == 429:
            return Throttled(complaint.detail, retry_after=BLOCKED)
        return None

    def probing(self) -> Call:
        return Call("GET", "/v1/user/balance")

    def read_probe(self, answer: Answer) -> Probe:
        left = js.number(answer.json(), "credits")
        return Probe(ok=True, balance=None if left is None else round(left * 10_000), left=left, unit="credits")
