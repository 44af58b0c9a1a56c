"""Magnific, formerly the Freepik API: a model is a path, its jobs are asked for below it. Source: the vendor's reference."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from adapters.images import _json as js
from adapters.images import _seals as seals
from adapters.images._ask import Ask, base64
from adapters.images._calls import Answer, Call
from adapters.images._outcomes import Drawn, Outcome, Pending, source
from adapters.images._provider import HttpProvider
from bot.errors import ContentRefused, NoPicture
from bot.model import Picture


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        """The first model (option `bare`) takes references as text and no frame, the newer ones take objects."""
        bare = ask.model.options.get("bare") is True
        body: dict[str, object] = {"prompt": ask.prompt}
        if ask.references:
            body["reference_images"] = [base64(one) if bare else _shown(one) for one in ask.references]
        if not bare:
            body |= {"resolution": ask.size.upper(), **({"aspect_ratio": ask.aspect} if ask.aspect else {})}
        if ask.callback.startswith("https://"):
            body["webhook_url"] = ask.callback
        return Call("POST", f"/v1/ai/{ask.model.id}", json=body)

    def poll(self, handle: str) -> Call:
        return Call("GET", f"/v1/ai/{handle}")

    def read(self, answer: Answer) -> Outcome:
        """With or without `data` around it. The handle is `model path/task id`."""
        json = answer.json()
        job = js.table(json, "data") or js.table(json)
        id_, status, said = js.text(job, "task_id"), js.text(job, "status"), js.text(job, "error")
        match status:
            case "CREATED" | "IN_PROGRESS" if id_:
                return Pending(answer.handle or f"{urlsplit(answer.url).path.partition('/v1/ai/')[2]}/{id_}")
            case "FAILED" if "violation" in said.lower() or "nsfw" in said.lower():
                raise ContentRefused(f"FAILED {said}", request_id=id_)
            case "COMPLETED":
                urls = [one if isinstance(one, str) else js.text(one, "url") for one in js.items(job, "generated")]
                return Drawn(tuple(source(url) for url in urls if url), request_id=id_)
            case _:
                raise NoPicture(f"{status} {said}".strip() or "an answer without a task", request_id=id_)

    def probing(self) -> Call:
        """A job that nobody has: not found means that the key was good."""
        return Call("GET", f"/v1/ai/{self.line.facts.model}/{uuid.UUID(int=0, version=4)}", fine=(404,))

    def seal(self) -> seals.Seal:
        return seals.plain_hmac


def _shown(picture: Picture) -> dict[str, str]:
    return {"image": base64(picture), "mime_type": picture.media_type}
