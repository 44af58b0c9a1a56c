"""ComfyUI's server: a queue, a history that knows only what is finished, and files."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.errors import ModelRetired, NoPicture, Overloaded, RequestInvalid, Unclassified
from tests.emulators.providers.pictures import png
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, form, says
from tests.emulators.providers.strict import Wrong, anything, fields, text

NODES = {
    "CheckpointLoaderSimple": ("ckpt_name",),
    "CLIPTextEncode": ("text", "clip"),
    "EmptyLatentImage": ("width", "height", "batch_size"),
    "KSampler": (
        "model", "positive", "negative", "latent_image", "seed", "steps", "cfg", "sampler_name", "scheduler", "denoise",
    ),
    "LoadImage": ("image",),
    "ImageScale": ("image", "upscale_method", "width", "height", "crop"),
    "VAEEncode": ("pixels", "vae"),
    "RepeatLatentBatch": ("samples", "amount"),
    "VAEDecode": ("samples", "vae"),
    "SaveImage": ("images", "filename_prefix"),
}  # fmt: skip
NODE = fields({"class_type": text(), "inputs": anything}, ("class_type", "inputs"))
CHECKPOINTS = ("sd_xl_base_1.0.safetensors", "dreamshaper.safetensors")
ID = "0b7c2f2e-1111-4222-8333-944455556666"


def invalid(kind: str, message: str, nodes: dict[str, Any] | None = None) -> dict[str, Any]:
    said: dict[str, Any] = {"type": kind, "message": message, "details": "", "extra_info": {}}
    return {"error": said, "node_errors": nodes or {}}


class Emulated(Emulator):
    """A job runs for two looks at the queue, then it stands in the history."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[str, int] = {}
        self.looks: dict[str, int] = {}
        self.uploads: dict[str, bytes] = {}

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/prompt", self._prompt)
        router.add_post("/upload/image", self._upload)
        router.add_get("/history/{id}", self._history)
        router.add_get("/queue", self._queue)
        router.add_get("/view", self._view)
        router.add_get("/system_stats", self._stats)
        router.add_get("/models/checkpoints", self._checkpoints)
        router.add_post("/api/jobs/{id}/cancel", self._cancel)

    def drawing(self, request: web.Request) -> bool:
        return request.path == "/prompt"

    def polling(self, request: web.Request) -> bool:
        return request.path.startswith("/history")

    async def _prompt(self, request: web.Request) -> web.Response:
        body = await request.json()
        try:
            fields({"prompt": anything, "client_id": text(), "prompt_id": text(), "extra_data": anything})(body, "")
            for number, node in body["prompt"].items():
                self._check(number, node)
        except Wrong as wrong:
            kind = "value_not_in_list" if "not in" in wrong.message else "required_input_missing"
            said = {"type": kind, "message": "Value not in list", "details": wrong.message}
            nodes = {wrong.place: {"errors": [said], "dependent_outputs": ["7"], "class_type": ""}}
            body = invalid("prompt_outputs_failed_validation", "Prompt outputs failed validation", nodes)
            return web.json_response(body, status=400)
        id_ = f"{ID}{len(self.jobs)}"
        latent = body["prompt"]["4"]["inputs"]
        self.jobs[id_] = int(latent.get("batch_size") or latent["amount"])
        return web.json_response({"prompt_id": id_, "number": len(self.jobs), "node_errors": {}})

    def _check(self, number: str, node: dict[str, Any]) -> None:
        NODE(node, number)
        wanted, given = NODES.get(node["class_type"]), node["inputs"]
        if wanted is None or set(given) != set(wanted):
            raise Wrong(number, f"required inputs of {node['class_type']}: {wanted}")
        for name, known in (("ckpt_name", CHECKPOINTS), ("image", self.uploads)):
            if isinstance(given.get(name), str) and given[name] not in known:
                raise Wrong(number, f"{name}: {given[name]!r} not in {list(known)}")

    async def _checkpoints(self, request: web.Request) -> web.Response:
        return web.json_response(list(CHECKPOINTS))

    async def _cancel(self, request: web.Request) -> web.Response:
        return web.json_response({"cancelled": self.jobs.pop(request.match_info["id"], None) is not None})

    async def _upload(self, request: web.Request) -> web.Response:
        parts = {part.name: part for part in await form(request)}
        self.uploads[parts["image"].filename] = parts["image"].value
        return web.json_response({"name": parts["image"].filename, "subfolder": "", "type": "input"})

    async def _history(self, request: web.Request) -> web.Response:
        id_ = request.match_info["id"]
        self.looks[id_] = self.looks.get(id_, 0) + 1
        if id_ not in self.jobs or self.looks[id_] <= 2:
            return web.json_response({})
        images = [{"filename": f"preview_{id_}.png", "subfolder": "", "type": "temp"}]
        images += [{"filename": f"{at}.png", "subfolder": "a b", "type": "output"} for at in range(self.jobs[id_])]
        return web.json_response({id_: finished(images)})

    async def _queue(self, request: web.Request) -> web.Response:
        running: list[list[Any]] = [[0, id_, {}, {}, []] for id_ in self.jobs if self.looks.get(id_, 0) <= 2]
        return web.json_response({"queue_running": running[:1], "queue_pending": running[1:]})

    async def _view(self, request: web.Request) -> web.Response:
        if request.query.get("type") != "output" or request.query.get("subfolder") != "a b":
            return web.Response(status=404)
        return web.Response(body=png(), content_type="image/png")

    async def _stats(self, request: web.Request) -> web.Response:
        return web.json_response({"system": {"comfyui_version": "0.36.0"}, "devices": []})


def finished(images: list[dict[str, str]], status: str = "success", *messages: object) -> dict[str, Any]:
    return {
        "prompt": [],
        "outputs": {"7": {"images": images}} if images else {},
        "status": {"status_str": status, "completed": status == "success", "messages": list(messages)},
    }


def _broken(message: str) -> dict[str, Any]:
    told = {"node_id": "5", "node_type": "KSampler", "exception_message": message, "exception_type": "RuntimeError"}
    return {f"{ID}0": finished([], "error", ["execution_error", told])}


def _ends(name: str, history: object, error: type[Any]) -> Row:
    return Row(name, says(200, history), error, poll=True)


_BAD_NODE = {"5": {"errors": [{"type": "value_not_in_list", "details": "sampler_name: 'x' not in []"}]}}
_MISSING = {"1": {"errors": [{"type": "value_not_in_list", "details": "ckpt_name: 'x' not in []"}]}}
ROWS = (
    row("no-prompt", 400, invalid("no_prompt", "No prompt provided"), RequestInvalid, parameter="workflow"),
    row("no-checkpoint", 400, invalid("prompt_outputs_failed_validation", "failed", _MISSING), ModelRetired),
    row("bad-node", 400, invalid("prompt_outputs_failed_validation", "failed", _BAD_NODE), RequestInvalid),
    row("bad-id", 400, invalid("invalid_prompt_id", "prompt_id must be a uuid"), RequestInvalid, parameter="workflow"),
    row("crash", 500, "<html>500</html>", Unclassified),
    _ends("node-broke", _broken("shapes cannot be multiplied"), Unclassified),
    _ends("memory", _broken("Allocation on device: out of memory"), Overloaded),
    _ends("stopped", {f"{ID}0": finished([], "error", ["execution_interrupted", {"node_id": "5"}])}, NoPicture),
    _ends("nothing-made", {f"{ID}0": finished([])}, NoPicture),
)
