"""Replicate's predictions: created, then polled by id. Source: the vendor's OpenAPI description and documentation."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images import _seals as seals
from adapters.images._ask import Ask, data_uri
from adapters.images._calls import Answer, Call
from adapters.images._outcomes import Outcome
from adapters.images._prediction import looked_at
from adapters.images._provider import HttpProvider
from adapters.images._uploads import file
from bot.model import Picture

INLINE = 256_000  # bytes of a reference that still goes into the request itself, as the vendor advises


class Provider(HttpProvider):
    async def hand_over(self, picture: Picture, deadline: float) -> str:
        if len(picture.data) <= INLINE:
            return data_uri(picture)
        answer = await self.send(Call("POST", "/files", form=(file("content", picture),)), deadline)
        return js.text(answer.json(), "urls", "get")

    def submit(self, ask: Ask) -> Call:
        """Never waits for the picture (`Prefer: wait`): the id has to be noted first. Aspects differ by default, so one is sent."""
        wish: dict[str, object] = {
            "prompt": ask.prompt,
            "aspect_ratio": ask.aspect or ("match_input_image" if ask.uploads else "1:1"),
            "output_format": "png",
            **({"resolution": ask.size.upper()} if len(ask.model.sizes) > 1 else {}),
            **({"image_input": list(ask.uploads)} if ask.uploads else {}),
            **ask.model.options,
        }
        body: dict[str, object] = {"input": wish}
        if ask.callback.startswith("https://"):
            body |= {"webhook": ask.callback, "webhook_events_filter": ["completed"]}
        return Call("POST", f"/models/{ask.model.id}/predictions", json=body)

    def poll(self, handle: str) -> Call:
        return Call("GET", f"/predictions/{handle}")

    def read(self, answer: Answer) -> Outcome:
        return looked_at(answer.json())

    def cancelling(self, handle: str) -> Call:
        return Call("POST", f"/predictions/{handle}/cancel")

    def probing(self) -> Call:
        return Call("GET", "/account")

    def seal(self) -> seals.Seal:
        return seals.whsec

    async def vouch(self) -> bytes:
        return js.text((await self.free(Call("GET", "/webhooks/default/secret"))).json(), "key").encode()
