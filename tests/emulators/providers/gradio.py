"""A Gradio 5 server: events and their streams (which can be read once), uploads, files; and its description of itself."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from adapters.images import _json as js
from bot.errors import (
    ContentRefused,
    Exhausted,
    KeyRejected,
    ModelRetired,
    NoPicture,
    Overloaded,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from tests.emulators.providers.jobs import Jobs
from tests.emulators.providers.pictures import png
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, form, says
from tests.emulators.providers.strict import Shape, Wrong, anything, fields, flag, rows, text, whole

ARGUMENTS: tuple[tuple[str, Shape], ...] = (
    ("prompt", text(50_000)),
    ("seed", whole(0, 2**31)),
    ("randomize_seed", flag),
    ("width", whole(256, 2048)),
    ("height", whole(256, 2048)),
    ("num_inference_steps", whole(1, 50)),
)
DESCRIBED = (
    ("prompt", "Textbox", "string", None),
    ("seed", "Slider", "number", 0),
    ("randomize_seed", "Checkbox", "boolean", True),
    ("width", "Slider", "number", 1024),
    ("height", "Slider", "number", 1024),
    ("num_inference_steps", "Slider", "number", 4),
)
FILE = fields({"path": text(), "meta": fields({"_type": text()}), "url": text(), "orig_name": text()}, ("path", "meta"))


class Emulated(Emulator):
    """`/infer` draws; `/edit` takes words and a picture, and answers with a gallery."""

    key = "hf_0123456789abcdefghijklmnop"

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs()
        self.uploads: dict[str, bytes] = {}
        self.streams: dict[str, list[dict[str, Any]]] = {}

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/config", self._config)
        router.add_post("/gradio_api/queue/join", self._join)
        router.add_get("/gradio_api/queue/data", self._data)
        router.add_post("/gradio_api/call/infer", self._infer)
        router.add_post("/gradio_api/call/edit", self._edit)
        router.add_get("/gradio_api/call/{name}/{id}", self._stream)
        router.add_post("/gradio_api/upload", self._upload)
        router.add_get("/gradio_api/info", self._info)
        router.add_get("/gradio_api/file={path:.*}", self._file)

    def drawing(self, request: web.Request) -> bool:
        return request.method == "POST" and "/call/" in request.path

    def polling(self, request: web.Request) -> bool:
        return request.method == "GET" and "/call/" in request.path

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response({"detail": message}, status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        """Spaces take the token in either header: the second leaves the first to the app."""
        shown = {request.headers.get("authorization"), request.headers.get("x-hf-authorization")}
        return None if f"Bearer {self.key}" in shown else self.trouble(401, "Not authenticated")

    async def _infer(self, request: web.Request) -> web.Response:
        return self._refused(request) or self._handed_in(await request.json())

    def _handed_in(self, body: object) -> web.Response:
        try:
            fields({"data": rows(anything, len(ARGUMENTS), len(ARGUMENTS) + 1)}, ("data",))(body, "")
            data = js.items(body, "data")
            for (name, shape), value in zip(ARGUMENTS, data, strict=False):
                shape(value, name)
            if data[len(ARGUMENTS) :] not in ([], [None]):
                FILE(data[-1], "image")
        except Wrong as wrong:
            return self.trouble(422, f"{wrong.place}: {wrong.message}")
        return web.json_response({"event_id": self.jobs.add(data).id})

    async def _edit(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        data = (await request.json())["data"]
        try:
            text()(data[0], "prompt")
            FILE(data[1], "image")
        except Wrong as wrong:
            return self.trouble(422, f"{wrong.place}: {wrong.message}")
        if not data[1]["path"].startswith("https://") and data[1]["path"] not in self.uploads:
            return self.trouble(400, "InvalidPathError")
        return web.json_response({"event_id": self.jobs.add(data).id})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        job = self.jobs.known.pop(request.match_info["id"], None)
        if (refused := self._refused(request)) or job is None:
            return refused or self.trouble(404, "Session not found.")
        file = self.file(f"/tmp/gradio/{job.id}/out image.png")
        gallery = request.match_info["name"] == "edit"
        done = [[{"image": file, "caption": None}], "words"] if gallery else [file, 42]
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        for name, data in (("heartbeat", None), ("generating", [None, 1]), ("complete", done)):
            await response.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
        return response

    def file(self, path: str) -> dict[str, Any]:
        url = f"{self.origin}/gradio_api/file={path.replace(' ', '%20')}"
        told = {"size": None, "orig_name": "out.png", "mime_type": None, "is_stream": False}
        return {"path": path, "url": url, **told, "meta": {"_type": "gradio.FileData"}}

    async def _upload(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        paths: list[str] = []
        for part in await form(request):
            if part.name != "files" or not part.filename:
                return self.trouble(400, "Invalid content-type")
            paths.append(f"/tmp/gradio/{len(self.uploads)}/{part.filename}")
            self.uploads[paths[-1]] = part.value
        return web.json_response(paths)

    async def _file(self, request: web.Request) -> web.Response:
        return self._refused(request) or web.Response(body=png(), content_type="image/png")

    # ── what clients look at first, and the queue they use instead of `call` ──

    async def _info(self, request: web.Request) -> web.Response:
        described = [_described(*one) for one in DESCRIBED]
        described.append(_described("image", "Image", "", None) | {"parameter_has_default": True})
        words = _described("prompt", "Textbox", "string", None)
        picture = _described("image", "Image", "", None)
        told = {"label": "Result", "type": {}, "python_type": {"type": "filepath", "description": ""}}
        returns = [{**told, "component": "Image"}]
        named = {
            "/infer": {"parameters": described, "returns": returns, "api_visibility": "public"},
            "/edit": {"parameters": [words, picture], "returns": returns, "api_visibility": "public"},
        }
        return self._refused(request) or web.json_response({"named_endpoints": named, "unnamed_endpoints": {}})

    async def _config(self, request: web.Request) -> web.Response:
        parts = [{"id": at, "type": "textbox", "props": {"name": "textbox"}} for at in range(len(ARGUMENTS))]
        parts.append({"id": 9, "type": "image", "props": {"name": "image"}})
        call = {
            "id": 0, "api_name": "infer", "inputs": list(range(len(ARGUMENTS))), "outputs": [9], "backend_fn": True,
            "types": {"generator": False, "cancel": False}, "api_visibility": "public", "queue": True, "zerogpu": False,
        }  # fmt: skip
        about = {"version": "5.49.1", "protocol": "sse_v3", "api_prefix": "/gradio_api", "is_space": False}
        body = {**about, "mode": "blocks", "components": parts, "dependencies": [call], "root": self.origin}
        return self._refused(request) or web.json_response(body)

    async def _join(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        answer = self._handed_in({"data": body["data"]})
        if answer.status == 200:
            id_ = list(self.jobs.known)[-1]
            done = {"data": [self.file(f"/tmp/gradio/{id_}/out.png")], "is_generating": False, "duration": 1.0}
            self.streams.setdefault(body["session_hash"], []).extend(
                [
                    {"msg": "estimation", "event_id": id_, "rank": 0, "queue_size": 1, "rank_eta": 1.0},
                    {"msg": "process_starts", "event_id": id_, "eta": 1.0},
                    {"msg": "process_completed", "event_id": id_, "output": done, "success": True},
                    {"msg": "close_stream"},
                ]
            )
        return answer

    async def _data(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        for message in self.streams.pop(request.query["session_hash"], []):
            await response.write(f"data: {json.dumps(message)}\n\n".encode())
        return response


def _described(name: str, component: str, kind: str, default: object) -> dict[str, Any]:
    told = {"label": name.replace("_", " ").capitalize(), "parameter_name": name, "component": component}
    return told | {
        "parameter_has_default": default is not None,
        "parameter_default": default,
        "type": {"type": kind} if kind else {},
        "python_type": {"type": "str", "description": ""},
    }


def _stream(name: str, body: str, becomes: type[Any], **told: object) -> Row:
    return Row(name, says(200, body, content_type="text/event-stream"), becomes, told, poll=True)


def _error(said: object) -> str:
    return f"event: error\ndata: {json.dumps(said)}\n\n"


_QUOTA = "You have exceeded your GPU quota (60s requested vs. 12s left). Try again in 0:52:10"
ROWS = (
    row("queue-full", 503, {"detail": "Queue is full. Max size is 20 and size is 20."}, Overloaded),
    row("stopped", 503, {"detail": "Queue is stopped."}, Overloaded),
    row("asleep", 503, "<html>Your Space is building</html>", Overloaded),
    row("validator", 422, {"detail": "prompt: too long"}, RequestInvalid),
    row("wrong-arguments", 400, {"detail": "Too many arguments provided for the endpoint."}, RequestInvalid),
    row("private", 401, {"detail": "Not authenticated"}, KeyRejected),
    row("no-endpoint", 404, {"detail": "Not Found"}, ModelRetired),
    row("throttled", 429, {"detail": "Too Many Requests"}, Throttled),
    row("crash", 500, {"detail": "Internal Server Error"}, Unclassified),
    row("no-event", 200, {"detail": "?"}, NoPicture),
    _stream("app-failed", _error(None), NoPicture),
    _stream("app-said-why", _error("The image service is down"), NoPicture),
    _stream(
        "app-said-why-in-an-object", _error({"error": "NSFW content: blocked by the safety system"}), ContentRefused
    ),
    _stream("quota", _error(_QUOTA), Exhausted),
    _stream("quota-without-a-time", _error({"message": "You have exceeded your GPU quota (60s)"}), Exhausted),
    _stream("no-file", "event: complete\ndata: [null, 42]\n\n", NoPicture),
    _stream("words-alone", 'event: complete\ndata: ["I cannot draw that", 42]\n\n', NoPicture),
    _stream("video", 'event: complete\ndata: [{"path": "/tmp/o.mp4", "mime_type": "video/mp4"}]\n\n', NoPicture),
)
