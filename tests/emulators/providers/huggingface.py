"""Hugging Face's router, and the Hub behind it: three providers, each with a body of its own."""

from __future__ import annotations

from typing import Any

from aiohttp import web

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
from tests.emulators.providers.jobs import Job, Jobs
from tests.emulators.providers.pictures import jpeg, png, png64
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, says
from tests.emulators.providers.strict import Shape, Wrong, fields, one_of, rows, text, whole

SIDE = whole(64, 4096)
BYTES = fields(
    {
        "inputs": text(50_000),
        "parameters": fields({"width": SIDE, "height": SIDE, "seed": whole(0, 2**32), "negative_prompt": text()}),
    },
    ("inputs",),
)
FAL: dict[str, Shape] = {
    "prompt": text(50_000),
    "num_images": whole(1, 4),
    "seed": whole(0, 2**32),
    "negative_prompt": text(),
}
FRAME = fields({"width": SIDE, "height": SIDE}, ("width", "height"))
SIZED = fields({**FAL, "image_size": FRAME}, ("prompt",))
EDIT = fields(
    {**FAL, "image_size": FRAME, "image_url": text(20_000_000), "image_urls": rows(text(20_000_000), 1, 3)},
    ("prompt", "image_urls"),
)
NSCALE = fields(
    {
        "model": one_of("stabilityai/stable-diffusion-xl-base-1.0"),
        "prompt": text(50_000),
        "response_format": one_of("b64_json"),
        "size": text(12),
    },
    ("model", "prompt"),
)


class Emulated(Emulator):
    key = "hf_0123456789abcdefghijklmnop"

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs()

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/hf-inference/models/black-forest-labs/FLUX.1-schnell", self._bytes)
        router.add_post("/nscale/v1/images/generations", self._nscale)
        router.add_post("/fal-ai/fal-ai/qwen-image", self._fal)
        router.add_post("/fal-ai/fal-ai/qwen-image-edit-plus", self._queue)
        router.add_get("/fal-ai/fal-ai/qwen-image-edit-plus/requests/{id}/status", self._status)
        router.add_get("/fal-ai/fal-ai/qwen-image-edit-plus/requests/{id}", self._result)
        router.add_get("/api/whoami-v2", self._whoami)
        router.add_get("/files/{name}", self._file)

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response({"error": message}, status=status, headers={"x-error-message": message})

    def _refused(self, request: web.Request) -> web.Response | None:
        right = request.headers.get("authorization") == f"Bearer {self.key}"
        return None if right else self.trouble(401, "Invalid username or password.")

    async def _checked(self, request: web.Request, shape: Shape, status: int) -> tuple[Any, web.Response | None]:
        """(body, what is wrong with the request)."""
        if refused := self._refused(request):
            return {}, refused
        body = await request.json()
        try:
            shape(body, "")
        except Wrong as wrong:
            return body, self.trouble(status, f"{wrong.place}: {wrong.message}")
        return body, None

    async def _bytes(self, request: web.Request) -> web.Response:
        _, wrong = await self._checked(request, BYTES, 400)
        return wrong or web.Response(body=png(), content_type="image/png")

    async def _nscale(self, request: web.Request) -> web.Response:
        _, wrong = await self._checked(request, NSCALE, 400)
        return wrong or web.json_response({"created": 1, "data": [{"b64_json": png64()}]})

    async def _fal(self, request: web.Request) -> web.Response:
        body, wrong = await self._checked(request, SIZED, 422)
        return wrong or web.json_response({"images": self._images("now", int(body.get("num_images", 1))), "seed": 42})

    async def _queue(self, request: web.Request) -> web.Response:
        body, wrong = await self._checked(request, EDIT, 422)
        if wrong or request.query.get("_subdomain") != "queue":
            return wrong or self.trouble(400, "this task needs the queue")
        return web.json_response(self._told(self.jobs.add(body, int(body.get("num_images", 1))), "IN_QUEUE"))

    def _told(self, job: Job, status: str) -> dict[str, Any]:
        base = f"https://queue.fal.run/fal-ai/qwen-image-edit-plus/requests/{job.id}"
        return {"request_id": job.id, "status": status, "response_url": base, "status_url": f"{base}/status"}

    async def _status(self, request: web.Request) -> web.Response:
        job = self.jobs.look(request.match_info["id"])
        if (refused := self._refused(request)) or job is None or request.query.get("_subdomain") != "queue":
            return refused or self.trouble(404, "Not found")
        return web.json_response(self._told(job, "COMPLETED" if job.done else "IN_PROGRESS"))

    async def _result(self, request: web.Request) -> web.Response:
        job = self.jobs.known.get(request.match_info["id"])
        if (refused := self._refused(request)) or job is None or request.query.get("_subdomain") != "queue":
            return refused or self.trouble(404, "Not found")
        return web.json_response({"images": self._images(job.id, job.count), "seed": 42})

    def _images(self, name: str, count: int) -> list[dict[str, str]]:
        return [{"url": f"{self.origin}/files/{name}-{at}.png", "content_type": "image/png"} for at in range(count)]

    async def _whoami(self, request: web.Request) -> web.Response:
        told = {"type": "user", "name": "bot", "auth": {"accessToken": {"role": "fineGrained"}}}
        return self._refused(request) or web.json_response(told)

    async def _file(self, request: web.Request) -> web.Response:
        if "authorization" in request.headers:
            return web.Response(status=400)
        return web.Response(body=png(), content_type="image/png")


_CREDITS = "You have exceeded your monthly included credits for Inference Providers."
_PAYG = "Pay-as-you go is not enabled for provider fal-ai yet."
_POLICY = {"detail": [{"loc": ["body", "prompt"], "msg": "flagged", "type": "content_policy_violation"}]}
_LIMIT = {"ratelimit": '"api";r=0;t=55', "ratelimit-policy": '"fixed window";"api";q=500;w=300'}
ROWS = (
    row("bad-token", 401, {"error": "Invalid username or password."}, KeyRejected),
    row("no-permission", 403, {"error": "This authentication method lacks sufficient permissions"}, KeyRejected),
    row("no-credits", 402, {"error": _CREDITS}, Exhausted),
    row("not-enabled", 402, {"error": _PAYG}, Exhausted),
    row("no-balance", 400, {"error": "NOT_ENOUGH_BALANCE"}, Exhausted),
    row("left-the-provider", 400, {"error": "Model x is not supported by provider hf-inference."}, ModelRetired),
    row("no-model", 404, {"error": "Model not found"}, ModelRetired),
    row("invalid", 400, {"error": "width: must be a multiple of 8"}, RequestInvalid),
    row("flagged", 422, _POLICY, ContentRefused),
    Row("throttled", says(429, {"error": "rate limited"}, **_LIMIT), Throttled, {"retry_after": 55.0}),
    row("server", 500, {"error": "Internal Server Error"}, Unclassified),
    row("loading", 503, {"error": "Model x is currently loading", "estimated_time": 20.0}, Overloaded),
    row("queued-nowhere", 200, {"status": "IN_QUEUE", "request_id": "r"}, NoPicture),
    row("replicate-timeout", 200, {"output": None, "status": "processing"}, NoPicture),
    Row("half-a-picture", says(200, jpeg()[:200], content_type="image/jpeg"), NoPicture),
)
