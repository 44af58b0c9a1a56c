"""ComfyUI: a workflow is queued, its history polled, the pictures fetched. Source: its `server.py` and `execution.py`.

The option `workflow` is a graph in API format; without one a plain text-to-picture graph is drawn with `checkpoint`.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call, Drawn, Hosted, Outcome, Part, Pending
from adapters.images._complaint import Complaint
from adapters.images._frames import pixels
from adapters.images._provider import HttpProvider
from adapters.images._workflow import filled, plain
from bot.errors import ModelRetired, NoPicture, Overloaded, ProviderError, RequestInvalid, Unclassified


class Provider(HttpProvider):
    async def prepare(self, ask: Ask, deadline: float) -> Ask:
        names: list[str] = []
        for picture in ask.references:
            name = f"{picture.digest[:24]}.{picture.media_type.partition('/')[2]}"
            form = (
                Part("image", picture.data, name, picture.media_type),
                Part("overwrite", "true"),
                Part("type", "input"),
            )
            answer = await self.send(Call("POST", "/upload/image", form=form), deadline)
            names.append(js.text(answer.json(), "name") or name)
        return replace(ask, uploads=tuple(names))

    def submit(self, ask: Ask) -> Call:
        """The seed is never left open: an identical graph is answered from a cache, without pictures."""
        width, height = pixels(ask.aspect, ask.size, step=8)
        holes: dict[str, object] = {
            "$PROMPT": ask.prompt,
            "$NEGATIVE": ask.negative or "",
            "$SEED": secrets.randbelow(2**48) if ask.seed is None else ask.seed,
            "$WIDTH": width,
            "$HEIGHT": height,
            "$COUNT": ask.count,
            **{f"$REFERENCE{number}": name for number, name in enumerate(ask.uploads, 1)},
            "$REFERENCE": ask.uploads[0] if ask.uploads else "",
        }
        graph = js.table(ask.model.options, "workflow") or plain(ask.model.options)
        return Call("POST", "/prompt", json={"prompt": filled(graph, holes), "client_id": f"bananabot-{ask.job}"})

    def poll(self, handle: str) -> Call:
        return Call("GET", f"/history/{handle}")

    def read(self, answer: Answer) -> Outcome:
        """The history knows finished jobs alone, so an empty one is checked against the queue, and once more after that."""
        json = answer.json()
        if js.items(json, "node_errors") or js.table(json, "error"):
            raise RequestInvalid(f"the workflow: {json}")
        if id_ := js.text(json, "prompt_id"):
            return Pending(id_)
        where = urlsplit(answer.url)
        if where.path.endswith("/queue"):
            return _queued(json, where.query.removeprefix("of="))
        handle = where.path.partition("/history/")[2]
        if entry := js.table(json, handle):
            return _finished(entry)
        if not handle or where.query:
            raise NoPicture("the server has lost the job, or never took it")
        return Pending(handle, then=Call("GET", "/queue", query={"of": handle}), after=0.0)

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


def _queued(json: object, handle: str) -> Pending:
    """Still there, or finished in the meantime: the history is asked once more, and `missed` says that it was the last time."""
    waiting = js.items(json, "queue_running") + js.items(json, "queue_pending")
    if any(js.text(one, 1) == handle for one in waiting):
        return Pending(handle)
    return Pending(handle, then=Call("GET", f"/history/{handle}", query={"missed": "1"}))


def _finished(entry: dict[str, object]) -> Drawn:
    """The outputs; previews (`temp`) only when there is nothing else. Raises when the run broke or was stopped."""
    if js.text(entry, "status", "status_str") == "error":
        for name, told in ((js.text(one, 0), js.table(one, 1)) for one in js.items(entry, "status", "messages")):
            if name == "execution_error":
                said = f"{js.text(told, 'node_type')}: {js.text(told, 'exception_message')}"
                raise Overloaded(said) if "out of memory" in said.lower() else Unclassified(said)
        raise NoPicture("the run was interrupted")
    files = [file for node in js.table(entry, "outputs").values() for file in js.items(node, "images")]
    kept = [file for file in files if js.text(file, "type") != "temp"] or files
    return Drawn(tuple(Hosted(f"view?{_query(file)}") for file in kept))


def _query(file: object) -> str:
    return urlencode({name: js.text(file, name) for name in ("filename", "subfolder", "type")})
