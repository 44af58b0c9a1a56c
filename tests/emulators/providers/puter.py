"""Puter's driver calls: one door for everything, arguments in `args`, a refusal that is charged."""

from __future__ import annotations

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
)
from tests.emulators.providers.pictures import png64
from tests.emulators.providers.rows import row
from tests.emulators.providers.server import Emulator
from tests.emulators.providers.strict import Wrong, anything, fields, flag, one_of, rows, text, whole

MODELS = ("gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-3-pro-image", "gemini-2.5-flash-image")
ARGS = fields(
    {
        "prompt": text(50_000),
        "model": one_of(*MODELS),
        "provider": text(),
        "ratio": fields({"w": whole(1, 21), "h": whole(1, 21)}, ("w", "h")),
        "quality": one_of("512", "1K", "2K", "4K"),
        "input_image": text(50_000_000),
        "input_images": rows(text(50_000_000), 1, 14),
        "input_image_mime_type": text(),
        "test_mode": flag,
    },
    ("prompt",),
)
BODY = fields(
    {
        "interface": one_of("puter-image-generation"),
        "driver": one_of("ai-image", "gemini-image-generation"),
        "method": one_of("generate"),
        "args": ARGS,
        "auth_token": anything,
    },
    ("interface", "method", "args"),
)


def problem(code: str, message: str, **more: object) -> dict[str, object]:
    return {"error": message, "message": message, "code": code, **more}


class Emulated(Emulator):
    key = "puter-token-0123456789abcdef"

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/drivers/call", self._call)
        router.add_get("/metering/usage", self._usage)

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response(problem("not_found" if status == 404 else "bad_request", message), status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        right = request.headers.get("authorization") == f"Bearer {self.key}"
        return None if right else web.json_response(problem("token_auth_failed", "Authentication failed."), status=401)

    async def _call(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        try:
            BODY(await request.json(), "")
        except Wrong as wrong:
            return self.trouble(400, f"{wrong.place}: {wrong.message}")
        drawn = f"data:image/png;base64,{png64()}"
        return web.json_response({"success": True, "result": drawn, "service": {"name": "ai-image"}})

    async def _usage(self, request: web.Request) -> web.Response:
        allowance = {"monthUsageAllowance": 50_000_000, "remaining": 12_500_000}
        return self._refused(request) or web.json_response({"usage": {"total": 1}, "allowanceInfo": allowance})


_EMPTY = "Failed to extract image URL from Gemini response"
ROWS = (
    row("bad-request", 400, problem("bad_request", "prompt: required"), RequestInvalid),
    row("no-picture-and-charged", 400, problem("unknown_error", _EMPTY), ContentRefused),
    row("unknown-error", 400, problem("unknown_error", "something else"), RequestInvalid),
    row("google-refused", 400, problem("upstream_bad_request", "invalid argument", upstreamStatus=400), RequestInvalid),
    row("google-has-closed-it", 400, problem("upstream_bad_request", "not found", upstreamStatus=404), ModelRetired),
    row("google-is-down", 400, problem("upstream_provider_unavailable", "try later", upstreamStatus=503), Overloaded),
    row("no-token", 401, problem("token_missing", "Missing authentication token."), KeyRejected),
    row("bad-token", 401, problem("token_auth_failed", "Authentication failed."), KeyRejected),
    row("sign-in-again", 401, problem("reauth_required", "Sign in again."), KeyRejected),
    row("no-allowance", 402, problem("insufficient_funds", "Available funding is insufficient"), Exhausted),
    row("plan", 402, problem("subscription_required", "A paid plan is required"), Exhausted),
    row("suspended", 403, problem("forbidden", "Account suspended"), KeyRejected),
    row("unconfirmed", 403, problem("forbidden", "Please confirm your e-mail address"), KeyRejected),
    row("throttled", 429, problem("too_many_requests", "Too many requests"), Throttled),
    row("google-throttled", 429, problem("upstream_rate_limited", "Rate limited"), Throttled),
    row("their-own-key", 500, problem("upstream_auth_failed", "upstream"), Overloaded),
    row("overload", 503, "overloaded", Overloaded),
    row("failed-as-success", 200, {"success": False, **problem("bad_request", "no such method")}, RequestInvalid),
    row("no-result", 200, {"success": True, "result": None}, NoPicture),
)
