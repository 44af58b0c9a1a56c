"""Higgsfield's REST API. Its callbacks are not signed. Source: the vendor's SDKs and documentation."""

from __future__ import annotations

import uuid

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint
from adapters.images._outcomes import Drawn, Outcome, Pending, source
from adapters.images._provider import HttpProvider
from adapters.images._uploads import upload
from bot.errors import ContentRefused, Exhausted, ModelRetired, NoPicture, ProviderError, Throttled, Unclassified
from bot.model import Picture


class Provider(HttpProvider):
    async def hand_over(self, picture: Picture, deadline: float) -> str:
        asked = Call("POST", "/files/generate-upload-url", json={"content_type": picture.media_type})
        place = (await self.send(asked, deadline)).json()
        told = {name.lower(): str(value) for name, value in js.table(place, "upload_headers").items()}
        headers = told or {"content-type": picture.media_type}
        await upload(self.line, Call("PUT", js.text(place, "upload_url"), body=picture.data, headers=headers), deadline)
        return js.text(place, "public_url")

    def submit(self, ask: Ask) -> Call:
        body: dict[str, object] = {
            "prompt": ask.prompt,
            "num_images": ask.count,
            "aspect_ratio": ask.aspect or ("auto" if ask.uploads else "1:1"),
            "output_format": "png",
        }
        if ask.uploads:
            body["input_images"] = [{"type": "image_url", "image_url": url} for url in ask.uploads]
        query = {"hf_webhook": ask.callback} if ask.callback.startswith("https://") else {}
        return Call("POST", f"/{ask.model.id}", json=body, query=query)

    def poll(self, handle: str) -> Call:
        return Call("GET", f"/requests/{handle}/status")

    def read(self, answer: Answer) -> Outcome:
        json = answer.json()
        id_, status = js.text(json, "request_id"), js.text(json, "status")
        match status:
            case "queued" | "in_progress" if id_:
                return Pending(id_)
            case "completed":
                urls = [js.text(one, "url") for one in js.items(json, "images")]
                return Drawn(tuple(source(url) for url in urls if url), request_id=id_)
            case "nsfw":
                raise ContentRefused("nsfw", request_id=id_)
            case _:
                detail = f"{status} {js.text(json, 'error')}".strip() or "an answer without a request"
                raise NoPicture(detail, request_id=id_)

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        match complaint.status:
            case 400 if "concurrent requests" in complaint.said:
                return Throttled(complaint.detail)
            case 403 if "error code: 10" in complaint.said:  # the guard before the service, not the service
                return Unclassified(complaint.detail)
            case 403:
                return Exhausted(complaint.detail)
            case 423:
                return ModelRetired(complaint.detail)
            case _:
                return None

    def cancelling(self, handle: str) -> Call:
        return Call("POST", f"/requests/{handle}/cancel")

    def probing(self) -> Call:
        """A request that nobody has: not found means that the key was good."""
        return Call("GET", f"/requests/{uuid.UUID(int=0, version=4)}/status", fine=(404,))
