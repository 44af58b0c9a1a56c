"""Higgsfield's REST API: requests with a state, uploads with signed headers, a guard that wants to know who is calling."""

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
from tests.emulators.providers.jobs import FIRST, Job, Jobs
from tests.emulators.providers.pictures import png
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, says
from tests.emulators.providers.strict import Wrong, fields, one_of, rows, text, whole

ASPECTS = ("auto", "1:1", "4:3", "3:4", "3:2", "2:3", "5:4", "4:5", "16:9", "9:16", "21:9")
SHOWN = fields({"type": one_of("image_url"), "image_url": text()}, ("type", "image_url"))
BODY = fields(
    {
        "prompt": text(50_000),
        "num_images": whole(1, 4),
        "aspect_ratio": one_of(*ASPECTS),
        "input_images": rows(SHOWN, 0, 8),
        "output_format": one_of("jpeg", "png"),
    },
    ("prompt",),
)
SIGNED = {"content-type": "image/jpeg", "x-amz-acl": "private"}


class Emulated(Emulator):
    key = "id123456:secret456789"

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs()
        self.stored: dict[str, bytes] = {}

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/nano-banana", self._create)
        router.add_get("/requests/{id}/status", self._status)
        router.add_post("/requests/{id}/cancel", self._cancel)
        router.add_post("/files/generate-upload-url", self._place)
        router.add_put("/bucket/{name}", self._bucket)
        router.add_get("/cdn/{name}", self._cdn)

    def drawing(self, request: web.Request) -> bool:
        return request.path == "/nano-banana"

    def polling(self, request: web.Request) -> bool:
        return request.path.startswith("/requests/")

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response({"detail": message}, status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("user-agent", "Python-urllib").startswith("Python-urllib"):
            return web.Response(status=403, text="error code: 1010")
        right = request.headers.get("authorization") == f"Key {self.key}"
        return None if right else self.trouble(401, "Invalid credentials")

    async def _create(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        try:
            fields({"hf_webhook": text()})(dict(request.query), "query")
            BODY(body, "")
            for shown in body.get("input_images", []):
                one_of(*(name for name, data in self.stored.items() if data))(shown["image_url"], "input_images")
        except Wrong as wrong:
            detail = [{"loc": ["body", wrong.place], "msg": wrong.message, "type": "value_error"}]
            return web.json_response({"detail": detail}, status=422)
        return web.json_response(self._told(self.jobs.add(body, int(body.get("num_images", 1)))))

    def _told(self, job: Job) -> dict[str, Any]:
        base = f"{self.origin}/requests/{job.id}"
        status = "canceled" if job.cancelled else "completed" if job.done else "in_progress" if job.looks else "queued"
        told = {"status": status, "request_id": job.id, "status_url": f"{base}/status", "cancel_url": f"{base}/cancel"}
        images = [{"url": f"{self.origin}/cdn/{job.id}-{at}.png"} for at in range(job.count)]
        return {**told, "images": images} if status == "completed" else told

    async def _status(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        job = self.jobs.look(request.match_info["id"])
        return web.json_response(self._told(job)) if job else self.trouble(404, "Request not found")

    async def _cancel(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        job = self.jobs.known.get(request.match_info["id"])
        if job is None or job.looks:
            return self.trouble(400, "Request cannot be cancelled")
        job.cancelled = True
        return web.Response(status=202)

    async def _place(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        fields({"content_type": text()}, ("content_type",))(await request.json(), "")
        name = f"{self.origin}/cdn/in-{len(self.stored)}.jpg"
        self.stored[name] = b""
        upload = f"{self.origin}/bucket/in-{len(self.stored) - 1}.jpg?X-Amz-Signature=1"
        return web.json_response({"public_url": name, "upload_url": upload, "upload_headers": SIGNED})

    async def _bucket(self, request: web.Request) -> web.Response:
        signed = all(request.headers.get(name) == value for name, value in SIGNED.items())
        if not signed or "authorization" in request.headers:
            return web.Response(status=403, text="<Error><Code>SignatureDoesNotMatch</Code></Error>")
        self.stored[f"{self.origin}/cdn/{request.match_info['name']}"] = await request.read()
        return web.Response()

    async def _cdn(self, request: web.Request) -> web.Response:
        if "authorization" in request.headers:
            return web.Response(status=400)
        return web.Response(body=png(), content_type="image/png")


def _ends(name: str, becomes: type[Any], status: str, **told: object) -> Row:
    body = {"status": status, "request_id": FIRST, **told}
    return Row(name, says(200, body), becomes, {"request_id": FIRST}, poll=True)


_BUSY = "Maximum number of concurrent requests (4) has been reached"
_PLACE = {"detail": [{"loc": ["body", "aspect_ratio"], "msg": "not permitted", "type": "enum"}]}
ROWS = (
    row("bad-parameters", 400, {"detail": "prompt is required"}, RequestInvalid),
    row("concurrency", 400, {"detail": _BUSY}, Throttled),
    row("bad-key", 401, {"detail": "Invalid credentials"}, KeyRejected),
    row("no-credits", 403, {"detail": "Not enough credits"}, Exhausted),
    row("the-guard", 403, "error code: 1010", Unclassified),
    row("no-model", 404, {"detail": "Model not found"}, ModelRetired),
    row("invalid", 422, _PLACE, RequestInvalid, parameter="aspect_ratio"),
    row("no-request", 404, {"detail": "Request not found"}, ModelRetired),
    row("blocked-model", 423, {"detail": "Model is blocked"}, ModelRetired),
    row("server", 500, {"detail": "Internal error"}, Unclassified),
    row("disabled", 503, {"detail": "Model is disabled"}, Overloaded),
    _ends("failed", NoPicture, "failed", error="generation failed"),
    _ends("nsfw", ContentRefused, "nsfw"),
    _ends("canceled", NoPicture, "canceled"),
    _ends("nothing-made", NoPicture, "completed", images=[]),
)
