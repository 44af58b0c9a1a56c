"""Replicate's predictions: created, then polled by id. Source: the vendor's OpenAPI description and documentation."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images import _seals as seals
from adapters.images._ask import Ask, data_uri
from adapters.images._calls import Answer, Call, Drawn, Outcome, Part, Pending, source
from adapters.images._provider import HttpProvider
from bot.errors import ContentRefused, NoPicture, Overloaded, ProviderError
from bot.model import Picture

INLINE = 256_000  # bytes of a reference that still goes into the request itself, as the vendor advises


class Provider(HttpProvider):
    async def hand_over(self, picture: Picture, deadline: float) -> str:
        if len(picture.data) <= INLINE:
            return data_uri(picture)
        name = f"reference.{picture.media_type.partition('/')[2]}"
        form = (Part("content", picture.data, name, picture.media_type),)
        answer = await self.send(Call("POST", "/files", form=form), deadline)
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
        json = answer.json()
        match js.text(json, "status"):
            case "starting" | "processing" if js.text(json, "id"):
                return Pending(js.text(json, "id"))
            case "succeeded":
                return _drawn(json)
            case "":
                return Drawn(())
            case status:
                raise _ended(status, js.text(json, "error"), js.text(json, "id"))

    def cancelling(self, handle: str) -> Call:
        return Call("POST", f"/predictions/{handle}/cancel")

    def probing(self) -> Call:
        return Call("GET", "/account")

    def seal(self) -> seals.Seal:
        return seals.whsec

    async def vouch(self) -> bytes:
        return js.text((await self.free(Call("GET", "/webhooks/default/secret"))).json(), "key").encode()


def _drawn(json: object) -> Drawn:
    """One address, or a list of them; nothing an hour after the end."""
    output = js.at(json, "output")
    urls = [output] if isinstance(output, str) else js.items(output)
    note = "its output was deleted" if js.at(json, "data_removed") is True else ""
    return Drawn(tuple(source(url) for url in urls if isinstance(url, str)), request_id=js.text(json, "id"), note=note)


def _ended(status: str, said: str, id_: str) -> ProviderError:
    """`aborted` is a deadline passed before the start. A refusal has no code of its own but E005 in the words."""
    detail = f"{status} {said}"
    if "(E005)" in said or "flagged as sensitive" in said:
        return ContentRefused(detail, request_id=id_)
    return Overloaded(detail, request_id=id_) if status == "aborted" else NoPicture(detail, request_id=id_)
