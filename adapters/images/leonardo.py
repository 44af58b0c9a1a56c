"""Leonardo.ai: created by its API's version 2, asked for by version 1. Source: the vendor's guides and reference."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images import _seals as seals
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call, Part
from adapters.images._complaint import Complaint
from adapters.images._frames import nearest
from adapters.images._leonardo_job import handed_in, looked_at
from adapters.images._outcomes import Outcome, Probe
from adapters.images._provider import HttpProvider
from adapters.images._uploads import presigned, upload
from bot.errors import Exhausted, KeyRejected, ProviderError
from bot.model import Picture

_TIMES = {"1k": 1, "2k": 2, "4k": 4}


class Provider(HttpProvider):
    async def hand_over(self, picture: Picture, deadline: float) -> str:
        """A presigned form, whose fields are JSON in a string."""
        kind = picture.media_type.partition("/")[2]
        answer = await self.send(Call("POST", "/v1/init-image", json={"extension": kind}), deadline)
        place = js.table(answer.json(), "uploadInitImage")
        fields = js.table(Answer(200, {}, js.text(place, "fields").encode() or b"{}").json())
        file = Part("file", picture.data, f"reference.{kind}")
        await upload(self.line, presigned(js.text(place, "url"), fields, file), deadline)
        return js.text(place, "id")

    def submit(self, ask: Ask) -> Call:
        pairs = js.table(self.line.facts.options, "pairs")
        pair = js.items(pairs, nearest(ask.shape, ask.model.aspects or tuple(pairs)))
        width, height = (js.whole(pair, at) * _TIMES[ask.size] for at in (0, 1))
        strength = {name: value for name, value in ask.model.options.items() if name == "strength"}
        wish: dict[str, object] = {
            "prompt": ask.prompt,
            "width": width,
            "height": height,
            "quantity": ask.count,
            "prompt_enhance": "OFF",
            **({"seed": ask.seed} if ask.seed is not None else {}),
        }
        if ask.uploads:
            shown = [{"image": {"id": id_, "type": "UPLOADED"}, **strength} for id_ in ask.uploads]
            wish["guidances"] = {"image_reference": shown}
        return Call("POST", "/v2/generations", json={"model": ask.model.id, "public": False, "parameters": wish})

    def poll(self, handle: str) -> Call:
        return Call("GET", f"/v1/generations/{handle.split(maxsplit=1)[0]}")

    def read(self, answer: Answer) -> Outcome:
        """An error may come as a success: in a list."""
        json = answer.json()
        if js.items(json):
            raise self.line.name(Answer(400, answer.headers, answer.body, answer.url), self.name_error)
        if answer.handle:
            return looked_at(js.table(json, "generations_by_pk"), answer.handle)
        return handed_in(js.table(json, "generate"))

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        """A bad key comes as a fault of the server's, 500."""
        if "authorization hook" in complaint.said or complaint.code == "access-denied":
            return KeyRejected(complaint.detail)
        return Exhausted(complaint.detail) if "not enough" in complaint.said and "token" in complaint.said else None

    def probing(self) -> Call:
        return Call("GET", "/v1/me")

    def read_probe(self, answer: Answer) -> Probe:
        me = js.table(answer.json(), "user_details", 0)
        left = [js.number(me, name) for name in ("apiPaidTokens", "apiSubscriptionTokens")]
        known = [one for one in left if one is not None]
        return Probe(ok=True, left=sum(known) if known else None, unit="API tokens")

    def seal(self) -> seals.Seal:
        return seals.bearer
