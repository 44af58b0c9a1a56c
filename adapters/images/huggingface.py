"""Hugging Face's router to Inference Providers, each with a body of its own. Source: the vendor's SDKs.

A model's option `route` is `hf-inference` (answers bytes), `nscale` (OpenAI's shape) or `fal-ai`; `there` is its id at that
provider, and `edits` the id that takes references.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from adapters.images import _fal_queue as fal
from adapters.images import _images_api as images
from adapters.images import _json as js
from adapters.images._ask import Ask, data_uri
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint
from adapters.images._frames import pixels
from adapters.images._outcomes import Drawn, Outcome, Pending, Raw
from adapters.images._provider import HttpProvider
from bot.errors import ModelRetired, ProviderError

QUEUE = {"_subdomain": "queue"}  # how the router is told to use fal's queue


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        options = ask.model.options
        there = str(options.get("there", ask.model.id))
        width, height = pixels(ask.shape, ask.size)
        extra: dict[str, object] = {
            **({"negative_prompt": ask.negative} if ask.negative else {}),
            **({"seed": ask.seed} if ask.seed is not None else {}),
        }
        match options.get("route"):
            case "fal-ai":
                body = {"prompt": ask.prompt, **({"num_images": ask.count} if ask.count > 1 else {}), **extra}
                if ask.aspect or not ask.references:
                    body["image_size"] = {"width": width, "height": height}
                if not ask.references:
                    return Call("POST", f"/fal-ai/{there}", json=body)
                shown = [data_uri(picture) for picture in ask.references]
                body |= {"image_url": shown[0], "image_urls": shown}
                return Call("POST", f"/fal-ai/{options.get('edits', there)}", query=QUEUE, json=body)
            case "nscale":
                body = {
                    "model": there,
                    "prompt": ask.prompt,
                    "response_format": "b64_json",
                    "size": f"{width}x{height}",
                }
                return Call("POST", "/nscale/v1/images/generations", json={**body, **extra})
            case _:
                wish = {"width": width, "height": height, **extra}
                return Call("POST", f"/hf-inference/models/{there}", json={"inputs": ask.prompt, "parameters": wish})

    def poll(self, handle: str) -> Call:
        return Call("GET", f"/fal-ai{handle}/status", query=QUEUE)

    def read(self, answer: Answer) -> Outcome:
        """By what came. The handle of a queued job is the path of its result at fal."""
        if answer.media_type.startswith("image/"):
            return Drawn((Raw(answer.body),))
        json = answer.json()
        if answer.handle and js.text(json, "status") == "COMPLETED":
            return Pending(answer.handle, then=Call("GET", f"/fal-ai{answer.handle}", query=QUEUE), after=0.0)
        if js.text(json, "status") in {"IN_QUEUE", "IN_PROGRESS", "COMPLETED"}:
            path = answer.handle or urlsplit(js.text(json, "response_url")).path
            return Pending(path) if path else Drawn(())
        if js.items(json, "data"):
            return images.drawn(json)
        return fal.drawn(json)

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        """Models leave providers without notice."""
        gone = "not supported by provider" in complaint.said or "no inference provider" in complaint.said
        return ModelRetired(complaint.detail) if gone else None

    def probing(self) -> Call:
        return Call("GET", f"{self.line.beside('hub')}/api/whoami-v2")
