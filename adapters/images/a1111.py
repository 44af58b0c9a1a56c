"""AUTOMATIC1111's web API, also of Forge and SD.Next. It draws one job at a time. Source: its `modules/api`."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._ask import Ask, base64
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint
from adapters.images._frames import pixels
from adapters.images._json import table
from adapters.images._outcomes import Drawn, Encoded
from adapters.images._provider import HttpProvider
from bot.errors import Overloaded, ProviderError, RequestInvalid


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        width, height = pixels(ask.shape, ask.size, step=8)
        body: dict[str, object] = {
            "prompt": ask.prompt,
            "negative_prompt": ask.negative or "",
            "width": width,
            "height": height,
            "seed": -1 if ask.seed is None else ask.seed,
            "batch_size": 1,
            "n_iter": ask.count,
            "send_images": True,
            "save_images": False,
            **{name: value for name, value in ask.model.options.items() if name != "denoising_strength"},
        }
        if ask.model.id != self.line.facts.model:  # the operator named a checkpoint
            body["override_settings"] = {"sd_model_checkpoint": ask.model.id}
        if not ask.references:
            return Call("POST", "/sdapi/v1/txt2img", json=body)
        body["init_images"] = [base64(picture) for picture in ask.references]
        body["denoising_strength"] = ask.model.options.get("denoising_strength", 0.75)
        return Call("POST", "/sdapi/v1/img2img", json=body)

    def read(self, answer: Answer) -> Drawn:
        """`images` without a grid put first and without what extensions append. `info` is JSON in a string."""
        json = answer.json()
        info = Answer(200, {}, js.text(json, "info").encode() or b"{}").json()
        seeds = js.items(info, "all_seeds")
        first = js.whole(info, "index_of_first_image")
        found = [one for one in js.items(json, "images") if isinstance(one, str) and one][first:]
        seed = js.at(info, "seed")
        return Drawn(
            tuple(Encoded(one) for one in found[: len(seeds) or None]), seed=seed if isinstance(seed, int) else None
        )

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        said = f"{complaint.said} {js.text(complaint.json, 'errors')} {table(complaint.json)}".lower()
        if "out of memory" in said or "outofmemory" in said:
            return Overloaded(complaint.detail)
        if complaint.status in {400, 404} and "not found" in said and ("sampler" in said or "image" in said):
            return RequestInvalid(complaint.detail, parameter="sampler_name" if "sampler" in said else "init_images")
        if complaint.status == 404 and "checkpoint" not in said:
            return RequestInvalid(f"{complaint.detail}; is it started with --api?", parameter="--api")
        return None

    def probing(self) -> Call:
        return Call("GET", "/sdapi/v1/sd-models")
