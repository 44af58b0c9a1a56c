"""Stability AI's v2beta: multipart in (always), JSON out when asked for it."""

from __future__ import annotations

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
from tests.emulators.providers.pictures import png64
from tests.emulators.providers.rows import row
from tests.emulators.providers.server import Emulator, form
from tests.emulators.providers.strict import Shape, Wrong, anything, fields, one_of, text

ASPECTS = one_of("16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21")


def _numeral(low: float, high: float) -> Shape:
    def check(value: object, place: str) -> None:
        try:
            fits = low <= float(str(value)) <= high
        except ValueError:
            fits = False
        if not fits:
            raise Wrong(place, f"{place}: must be a number from {low} to {high}")

    return check


COMMON: dict[str, Shape] = {
    "prompt": text(10_000),
    "negative_prompt": text(10_000),
    "aspect_ratio": ASPECTS,
    "seed": _numeral(0, 4294967294),
    "output_format": one_of("png", "jpeg", "webp"),
}
PICTURE: dict[str, Shape] = {"image": anything, "strength": _numeral(0, 1)}
SHAPES = {
    "core": fields(COMMON, ("prompt",)),
    "ultra": fields({**COMMON, **PICTURE}, ("prompt",)),
    "sd3": fields(
        {
            **COMMON,
            **PICTURE,
            "output_format": one_of("png", "jpeg"),
            "mode": one_of("text-to-image", "image-to-image"),
            "model": one_of("sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium"),
        },
        ("prompt",),
    ),
}


def error(name: str, *errors: str) -> dict[str, object]:
    return {"id": "21c6", "name": name, "errors": list(errors)}


class Emulated(Emulator):
    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v2beta/stable-image/generate/{kind}", self._generate)
        router.add_get("/v1/user/balance", self._balance)

    def trouble(self, status: int, message: str) -> web.Response:
        names = {400: "bad_request", 401: "unauthorized", 404: "not_found"}
        return web.json_response(error(names.get(status, "internal_error"), message), status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        allowed = request.headers.get("authorization") == f"Bearer {self.key}"
        return None if allowed else self.trouble(401, "authorization: invalid or missing header value")

    async def _balance(self, request: web.Request) -> web.Response:
        return self._refused(request) or web.json_response({"credits": 123.4})

    async def _generate(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        if refused := self._refused(request):
            return refused
        if kind not in SHAPES:
            return self.trouble(404, "not found")
        try:
            plain: dict[str, object] = {
                part.name: part.value if part.filename else part.value.decode() for part in await form(request)
            }
            SHAPES[kind](plain, "")
        except (ValueError, Wrong) as wrong:
            return self.trouble(400, str(wrong))
        if ("image" in plain) != ("strength" in plain) or (
            "image" in plain and "aspect_ratio" in plain and kind == "sd3"
        ):
            return self.trouble(400, "strength: required with image; aspect_ratio: not with image")
        if request.headers.get("accept") != "application/json":
            return self.trouble(400, "accept: must be image/* or application/json")
        return web.json_response({"image": png64(), "finish_reason": "SUCCESS", "seed": 343940597})


ROWS = (
    row("not-multipart", 400, error("bad_request", "content-type: must be multipart/form-data"), RequestInvalid),
    row("bad-key", 401, error("unauthorized", "authorization: invalid or missing header value"), KeyRejected),
    row("no-credits", 402, error("payment_required", "You lack sufficient credits"), Exhausted),
    row(
        "moderated",
        403,
        error("content_moderation", "Your request was flagged by our content moderation"),
        ContentRefused,
    ),
    row("gone", 404, error("not_found", "not found"), ModelRetired),
    row("too-large", 413, error("payload_too_large", "10MiB"), RequestInvalid),
    row("language", 422, error("invalid_language", "English is the only supported language"), RequestInvalid),
    row("throttled", 429, error("rate_limit_exceeded", "150 requests in 10 s"), Throttled, retry_after=60.0),
    row("server", 500, error("internal_error", "An unexpected server error"), Unclassified),
    row("blurred", 200, {"image": png64(), "finish_reason": "CONTENT_FILTERED", "seed": 1}, ContentRefused),
    row("no-image", 200, {"finish_reason": "ERROR", "seed": 1}, NoPicture),
)
