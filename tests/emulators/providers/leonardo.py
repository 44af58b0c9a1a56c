"""Leonardo.ai: version 2 creates, version 1 tells; its storage is an S3 form; a bad key is a server's fault."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.errors import (
    ContentRefused,
    Exhausted,
    KeyRejected,
    ModelRetired,
    NoPicture,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from tests.emulators.providers.jobs import FIRST, Jobs
from tests.emulators.providers.pictures import png
from tests.emulators.providers.rows import Row, row
from tests.emulators.providers.server import Emulator, form, says
from tests.emulators.providers.strict import Shape, Wrong, fields, flag, one_of, rows, text, whole

SIDES = ((1024, 1024), (848, 1264), (896, 1200), (928, 1152), (768, 1376), (672, 1584))
PAIRS = {
    pair for wide, high in SIDES for times in (1, 2, 4) for pair in ((wide * times, high * times), (high * times, wide * times))
}  # fmt: skip
LIMITS = {"google/nano-banana-2.1": 14, "nano-banana-2": 6, "gemini-image-2": 6, "gemini-2.5-flash-image": 6}
HOOK = {"error": "Invalid response from authorization hook", "path": "$", "code": "unexpected"}
FORM = {"Content-Type": "image/jpeg", "bucket": "image-input", "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "Policy": "e30="}


def problem(message: str, code: str = "unexpected") -> dict[str, str]:
    return {"error": message, "path": "$", "code": code}


class Emulated(Emulator):
    key = "11111111-2222-3333-4444-555555555555"
    base_path = "/api/rest"

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs()
        self.uploads: dict[str, bytes] = {}

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/api/rest/v2/generations", self._create)
        router.add_get("/api/rest/v1/generations/{id}", self._get)
        router.add_post("/api/rest/v1/init-image", self._init)
        router.add_get("/api/rest/v1/me", self._me)
        router.add_post("/bucket/", self._bucket)
        router.add_get("/cdn/{name}", self._cdn)

    def drawing(self, request: web.Request) -> bool:
        return request.path.endswith("/v2/generations")

    def polling(self, request: web.Request) -> bool:
        return "/v1/generations/" in request.path

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response(problem(message), status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        right = request.headers.get("authorization") == f"Bearer {self.key}"
        return None if right else web.json_response(HOOK, status=500)

    async def _create(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        try:
            most = LIMITS.get(body.get("model"), 0)
            fields(
                {"model": one_of(*LIMITS), "public": flag, "parameters": _parameters(most)}, ("model", "parameters")
            )(body, "")
            wish = body["parameters"]
            one_of(*PAIRS)((wish["width"], wish["height"]), "width")
            for shown in wish.get("guidances", {}).get("image_reference", []):
                one_of(*(id_ for id_, data in self.uploads.items() if data))(shown["image"]["id"], "image.id")
        except Wrong as wrong:  # as GraphQL does it: an error is a success
            told = {"message": f"{wrong.place}: {wrong.message}", "extensions": {"code": "BAD_USER_INPUT"}}
            return web.json_response([told])
        job = self.jobs.add(body, int(wish.get("quantity", 1)))
        return web.json_response(
            {"generate": {"generationId": job.id, "cost": {"amount": "0.0450", "unit": "DOLLARS"}}}
        )

    async def _get(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        job = self.jobs.look(request.match_info["id"])
        if job is None or job.looks == 1:
            return web.json_response({"generations_by_pk": None})
        names = [f"{job.id}-{at}.png" for at in range(job.count if job.done else 0)]
        told = {"id": job.id, "status": "COMPLETE" if job.done else "PENDING", "createdAt": "2026-11-23T09:00:00"}
        images = [{"id": name, "url": f"{self.origin}/cdn/{name}", "nsfw": False, "likeCount": 0} for name in names]
        return web.json_response({"generations_by_pk": {**told, "generated_images": images}})

    async def _init(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        try:
            fields({"extension": one_of("png", "jpg", "jpeg", "webp")}, ("extension",))(body, "")
        except Wrong as wrong:
            return web.json_response(problem(wrong.message, "validation-failed"), status=400)
        id_ = f"upload-{len(self.uploads)}"
        self.uploads[id_] = b""
        place = {"id": id_, "key": f"uploads/{id_}", "url": f"{self.origin}/bucket/"}
        place["fields"] = json.dumps({**FORM, "key": f"uploads/{id_}"})
        return web.json_response({"uploadInitImage": place})

    async def _bucket(self, request: web.Request) -> web.Response:
        """S3: every field as it was signed, the file last, no other authorization."""
        parts = await form(request)
        sent = {part.name: part.value.decode() for part in parts[:-1]}
        id_ = sent.pop("key", "").removeprefix("uploads/")
        if "authorization" in request.headers or sent != FORM or parts[-1].name != "file" or id_ not in self.uploads:
            return web.Response(status=403, text="<Error><Code>AccessDenied</Code></Error>")
        self.uploads[id_] = parts[-1].value
        return web.Response(status=204)

    async def _me(self, request: web.Request) -> web.Response:
        me = {"user": {"id": "u", "username": "bot"}, "apiPaidTokens": 12.45, "apiSubscriptionTokens": 0}
        return self._refused(request) or web.json_response({"user_details": [{**me, "apiConcurrencySlots": 5}]})

    async def _cdn(self, request: web.Request) -> web.Response:
        if "authorization" in request.headers:
            return web.Response(status=400)
        return web.Response(body=png(), content_type="image/png")


def _parameters(most: int) -> Shape:
    image = fields({"id": text(), "type": one_of("UPLOADED", "GENERATED")}, ("id", "type"))
    shown = fields({"image": image, "strength": one_of("LOW", "MID", "HIGH")}, ("image",))
    return fields(
        {
            "prompt": text(5000),
            "width": whole(0, 6400),
            "height": whole(0, 6400),
            "quantity": whole(1, 8),
            "seed": whole(0, 2**31),
            "prompt_enhance": one_of("ON", "OFF"),
            "style_ids": rows(text()),
            "guidances": fields({"image_reference": rows(shown, 1, most)}),
        },
        ("prompt", "width", "height"),
    )


def _ends(name: str, becomes: type[Any], status: str, images: object = ()) -> Row:
    body = {"generations_by_pk": {"id": FIRST, "status": status, "generated_images": images}}
    return Row(name, says(200, body), becomes, {"request_id": FIRST}, poll=True)


_GRAPHQL = [{"message": "width: not a valid pair", "extensions": {"code": "BAD_USER_INPUT"}}]
ROWS = (
    row("bad-key", 500, HOOK, KeyRejected),
    row("unauthorized", 401, problem("Authentication hook unauthorized this request", "access-denied"), KeyRejected),
    row("denied", 400, problem("field not allowed", "access-denied"), KeyRejected),
    row("model", 400, problem("model: unknown model nano-banana-2", "validation-failed"), ModelRetired),
    row(
        "model-as-success", 200, [{"message": "Invalid model", "extensions": {"code": "BAD_USER_INPUT"}}], ModelRetired
    ),
    row("invalid", 400, problem("expecting a value", "validation-failed"), RequestInvalid),
    row("graphql-as-success", 200, _GRAPHQL, RequestInvalid),
    row("no-tokens", 400, problem("not enough api tokens"), Exhausted),
    row("no-money", 402, problem("payment required"), Exhausted),
    row("queue-full", 429, problem("too many pending jobs"), Throttled),
    row("server", 500, problem("database query error"), Unclassified),
    row("no-id", 200, {"generate": None}, NoPicture),
    _ends("moderated", ContentRefused, "COMPLETE", []),
    _ends("failed", NoPicture, "FAILED"),
)
