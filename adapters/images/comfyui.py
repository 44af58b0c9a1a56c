"""ComfyUI: a workflow is queued, its history polled, the pictures fetched. Source: its `server.py` and `execution.py`.

The option `workflow` is a graph in API format; without one a plain graph is drawn with the checkpoint that the model names, or
the option `checkpoint`, or the first that the server has.
"""

from __future__ import annotations

from dataclasses import replace

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call, Part
from adapters.images._comfy_graph import graph
from adapters.images._comfy_history import looked_at
from adapters.images._complaint import Complaint
from adapters.images._facts import Model
from adapters.images._outcomes import Outcome, Pending
from adapters.images._provider import HttpProvider
from adapters.images._workflow import able
from bot.errors import ModelRetired, NoPicture, ProviderError, RequestInvalid
from bot.model import Picture


class Provider(HttpProvider):
    def able(self, model: Model) -> Model:
        return able(model, model.options["workflow"]) if "workflow" in model.options else model

    async def prepare(self, ask: Ask, deadline: float) -> Ask:
        ask = await super().prepare(ask, deadline)
        checkpoint = js.text(ask.model.options, "checkpoint")
        if ask.model.id != self.line.facts.model:
            checkpoint = ask.model.id  # the operator named it
        if not checkpoint and "workflow" not in ask.model.options:
            there = js.items((await self.send(Call("GET", "/models/checkpoints"), deadline)).json())
            checkpoint = next((one for one in there if isinstance(one, str)), "")
        return replace(ask, model=replace(ask.model, options={**ask.model.options, "checkpoint": checkpoint}))

    async def hand_over(self, picture: Picture, deadline: float) -> str:
        name = f"{picture.digest[:24]}.{picture.media_type.partition('/')[2]}"
        form = (Part("image", picture.data, name, picture.media_type), Part("overwrite", "true"), Part("type", "input"))
        answer = await self.send(Call("POST", "/upload/image", form=form), deadline)
        return js.text(answer.json(), "name") or name

    def submit(self, ask: Ask) -> Call:
        return Call("POST", "/prompt", json={"prompt": graph(ask), "client_id": f"bananabot-{ask.job}"})

    def poll(self, handle: str) -> Call:
        return Call("GET", f"/history/{handle}")

    def read(self, answer: Answer) -> Outcome:
        json = answer.json()
        if js.table(json, "node_errors") or js.table(json, "error"):
            raise RequestInvalid(f"the workflow: {json}")
        if answer.handle:
            return looked_at(json, answer.handle, answer.url)
        id_ = js.text(json, "prompt_id")
        if not id_:
            raise NoPicture("an answer without a prompt id")
        return Pending(id_)

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        if complaint.status != 400:
            return None
        nodes = str(js.table(complaint.json, "node_errors"))[:400]
        if "value_not_in_list" in nodes and "ckpt_name" in nodes:
            return ModelRetired(f"{complaint.detail} {nodes}")
        return RequestInvalid(f"{complaint.detail} {nodes}", parameter="workflow")

    def cancelling(self, handle: str) -> Call:
        return Call("POST", f"/api/jobs/{handle}/cancel")

    def probing(self) -> Call:
        return Call("GET", "/system_stats")
