"""Magnific, formerly Freepik: a path for each model, two shapes of references, tasks below the path."""

from __future__ import annotations

from typing import Any

import pybase64
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
from tests.emulators.providers.jobs import FIRST, Jobs
from tests.emulators.providers.pictures import png
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, says
from tests.emulators.providers.strict import Shape, Wrong, fields, flag, one_of, rows, text

ASPECTS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")


def picture(value: object, place: str) -> None:
    """An address, or base64 without a head."""
    text(20_000_000)(value, place)
    if not str(value).startswith("https://"):
        try:
            pybase64.b64decode(str(value), validate=True)
        except ValueError as error:
            raise Wrong(place, "Unable to resolve image") from error


SHOWN = fields({"image": picture, "text": text(), "mime_type": one_of("image/jpeg", "image/png")}, ("image",))
NEW: dict[str, Shape] = {
    "prompt": text(50_000),
    "reference_images": rows(SHOWN, 1, 14),
    "aspect_ratio": one_of(*ASPECTS),
    "resolution": one_of("1K", "2K", "4K"),
    "use_google_search_tool": flag,
    "webhook_url": text(),
}
MODELS: dict[str, dict[str, Shape]] = {
    "gemini-2-5-flash-image-preview": {
        "prompt": text(50_000),
        "reference_images": rows(picture, 1, 3),
        "webhook_url": text(),
    },
    "text-to-image/nano-banana-pro-flash": NEW,
    "text-to-image/nano-banana-pro": {name: NEW[name] for name in NEW if name != "use_google_search_tool"},
}


class Emulated(Emulator):
    key = "MS0123456789abcdef"

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs()

    def routes(self, router: web.UrlDispatcher) -> None:
        for model in MODELS:
            router.add_post(f"/v1/ai/{model}", self._create)
            router.add_get(f"/v1/ai/{model}/{{id}}", self._get)
        router.add_get("/cdn/{name}", self._cdn)

    def polling(self, request: web.Request) -> bool:
        return request.method == "GET" and request.path.startswith("/v1/ai/")

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response({"message": message}, status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        right = request.headers.get("x-magnific-api-key") == self.key
        return None if right else self.trouble(401, "API key is not valid")

    async def _create(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        try:
            fields(MODELS[request.path.removeprefix("/v1/ai/")], ("prompt",))(body, "")
        except Wrong as wrong:
            params = [{"field": wrong.place, "reason": wrong.message}]
            return web.json_response({"message": "Validation error", "invalid_params": params}, status=400)
        job = self.jobs.add(body)
        return web.json_response({"data": {"task_id": job.id, "status": "CREATED", "generated": []}})

    async def _get(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        job = self.jobs.look(request.match_info["id"])
        if job is None:
            return self.trouble(404, "Task not found")
        made = [f"{self.origin}/cdn/{job.id}.png"] if job.done else []
        told = {"task_id": job.id, "status": "COMPLETED" if job.done else "IN_PROGRESS", "generated": made}
        return web.json_response(told if job.looks == 2 else {"data": told})  # the documentation shows both

    async def _cdn(self, request: web.Request) -> web.Response:
        if "x-magnific-api-key" in request.headers:
            return web.Response(status=400)
        return web.Response(body=png(), content_type="image/png")


def _ends(name: str, becomes: type[Any], status: str, **told: object) -> Row:
    body: dict[str, Any] = {"data": {"task_id": FIRST, "status": status, "generated": [], **told}}
    return Row(name, says(200, body), becomes, {"request_id": FIRST}, poll=True)


_INVALID = {"message": "Validation error", "invalid_params": [{"field": "prompt", "reason": "too short"}]}
ROWS = (
    row("unresolvable", 400, {"message": "Unable to resolve image / could not download image"}, RequestInvalid),
    row("invalid", 400, _INVALID, RequestInvalid),
    row("bad-key", 401, {"message": "API key is not valid"}, KeyRejected),
    row("no-credits", 402, {"message": "Insufficient credits"}, Exhausted),
    row("forbidden", 403, {"message": "Forbidden"}, KeyRejected),
    row("gone", 404, {"message": "Not found"}, ModelRetired),
    row("throttled", 429, {"message": "Too many requests"}, Throttled),
    row("server", 500, {"message": "Internal server error"}, Unclassified),
    row("unavailable", 503, {"message": "Service unavailable"}, Overloaded),
    _ends("violation", ContentRefused, "FAILED", error="Content violation"),
    _ends("failed", NoPicture, "FAILED"),
    _ends("nothing-made", NoPicture, "COMPLETED"),
    _ends("evaporated", NoPicture, "VANISHED"),
)
