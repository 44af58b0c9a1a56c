"""A relay of the new-api family: Google's route, chat and OpenAI images, one error shape for all, and its billing pages."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.errors import (
    ContentRefused,
    Exhausted,
    GatewayTimeout,
    KeyRejected,
    ModelRetired,
    NoPicture,
    Overloaded,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from tests.emulators.providers import gemini, openai
from tests.emulators.providers.openai import images_answer
from tests.emulators.providers.openrouter import CHAT, URI, completion
from tests.emulators.providers.rows import row
from tests.emulators.providers.server import Emulator
from tests.emulators.providers.strict import Wrong, fields

MODELS = (
    "gemini-nano-banana-2.1",
    "gemini-3.1-flash-image",
    "gemini-3-pro-image",
    "gemini-3.1-flash-lite-image",
    "gemini-2.5-flash-image",
    "gpt-image-2",
)


def error(message: str, code: str | int = "", kind: str = "new_api_error") -> dict[str, Any]:
    said = f"{message} (request id: 20261123120000)"
    return {"error": {"message": said, "type": kind, "param": "", "code": code}}


class Emulated(Emulator):
    """`regions` counts what the region header said."""

    def __init__(self) -> None:
        super().__init__()
        self.regions: list[str] = []

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1beta/models/{call}", self._native)
        router.add_post("/v1/chat/completions", self._chat)
        router.add_post("/v1/images/generations", self._images)
        router.add_post("/v1/images/edits", self._edits)
        router.add_get("/v1/dashboard/billing/subscription", self._billing)
        router.add_get("/v1/dashboard/billing/usage", self._used)

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response(error(message, "invalid_request"), status=status)

    def _refused(self, request: web.Request, model: str) -> web.Response | None:
        self.regions.append(request.headers.get("X-Region", ""))
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return web.json_response(error("无效的令牌"), status=401)
        if model not in MODELS:
            message = f"分组 default 下模型 {model} 无可用渠道（distributor）"
            return web.json_response(error(message, "model_not_found"), status=503)
        return None

    async def _native(self, request: web.Request) -> web.Response:
        model = request.match_info["call"].partition(":")[0]
        if refused := self._refused(request, model):
            return refused
        try:
            gemini.request_shape(model)(await request.json(), "")
        except Wrong as wrong:
            return self.trouble(400, f"{wrong.place} {wrong.message}")
        return web.json_response(gemini.picture_answer())

    async def _chat(self, request: web.Request) -> web.Response:
        body = await request.json()
        if refused := self._refused(request, str(body.get("model"))):
            return refused
        try:
            fields(CHAT, ("model", "messages"))(body, "")
        except Wrong as wrong:
            return self.trouble(400, f"{wrong.place} {wrong.message}")
        return web.json_response(completion({"content": f"Sure!\n![image]({URI})"}))

    async def _images(self, request: web.Request) -> web.Response:
        body = await request.json()
        if refused := self._refused(request, str(body.get("model"))):
            return refused
        try:
            openai.GENERATION(body, "")
        except Wrong as wrong:
            return self.trouble(400, f"{wrong.place} {wrong.message}")
        return web.json_response(images_answer(int(body.get("n", 1))))

    async def _edits(self, request: web.Request) -> web.Response:
        try:
            plain, _ = await openai.edit_form(request)
            openai.EDIT(plain, "")
        except Wrong as wrong:
            return self.trouble(400, f"{wrong.place} {wrong.message}")
        return self._refused(request, str(plain["model"])) or web.json_response(images_answer())

    async def _billing(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return web.json_response(error("无效的令牌"))  # their errors come as a success here
        return web.json_response({"object": "billing_subscription", "hard_limit_usd": 12.5, "access_until": 0})

    async def _used(self, request: web.Request) -> web.Response:
        return web.json_response({"object": "list", "total_usage": 250.0})


def _upstream(status: int) -> dict[str, Any]:
    """What the relay could not read; the upstream's own status stands in `param`."""
    body = error(f"bad response status code {status}", "bad_response_status_code", "upstream_error")
    body["error"]["param"] = str(status)
    return body


ROWS = (
    row("blocked", 400, error("request blocked", "prompt_blocked"), ContentRefused),
    row("word-filter", 500, error("user sensitive words detected", "sensitive_words_detected"), ContentRefused),
    row(
        "passed-through",
        400,
        error("safety_violations", "moderation_blocked", "image_generation_user_error"),
        ContentRefused,
    ),
    row("invalid", 400, error("field messages is required", "invalid_request"), RequestInvalid),
    row("bad-token", 401, error("无效的令牌"), KeyRejected),
    row("expired", 401, error("该令牌已过期", "", "one_api_error"), KeyRejected),
    row("no-balance", 403, error("用户额度不足, 剩余额度: 0", "insufficient_user_quota"), Exhausted),
    row("no-balance-early", 403, error("预扣费失败", "pre_consume_token_quota_failed"), Exhausted),
    row("not-this-model", 403, error("该令牌无权访问模型"), KeyRejected),
    row("too-large", 413, error("body too large", "read_request_body_failed"), RequestInvalid),
    row("saturated", 429, error("当前分组上游负载已饱和，请稍后再试", "", "one_api_error"), Throttled),
    row("int-code", 429, error("upstream", 429, "upstream_error"), Throttled),
    row("empty", 500, error("empty response", "empty_response"), NoPicture),
    row("bad-body", 500, error("bad response body", "bad_response_body"), NoPicture),
    row(
        "not-an-image-model",
        500,
        error("not supported model for image generation, only imagen models are supported"),
        NoPicture,
    ),
    row("no-images", 500, error("no images generated"), NoPicture),
    row("lost-upstream", 500, error("do request failed", "do_request_failed"), Unclassified),
    row("no-price", 500, error("模型价格未配置", "model_price_error"), ModelRetired),
    row("withdrawn", 503, error("No available channel", "model_not_found"), ModelRetired),
    row("withdrawn-as-before", 500, error("upstream error", "403"), ModelRetired),
    row("withdrawn-as-a-number", 500, error("upstream error", 403), ModelRetired),
    row("blocked-for-violations", 403, error("resource has been temporarily blocked"), KeyRejected),
    row("upstream-throttled", 500, _upstream(429), Throttled),
    row("upstream-broken", 500, _upstream(503), Overloaded),
    row("upstream-late", 500, _upstream(504), GatewayTimeout),
    row("responses-text", 200, {"output": [{"type": "message", "content": [{"text": "No."}]}]}, NoPicture),
    row("busy", 503, error("busy", "bad_response_status_code", "upstream_error"), Overloaded),
    row("cloudflare", 524, "<html>524: A timeout occurred</html>", GatewayTimeout),
    row("as-success", 200, error("insufficient", "insufficient_user_quota"), Exhausted),
    row("chat-refusal", 200, completion({"content": ""}, "content_filter"), ContentRefused),
    row("chat-text", 200, completion({"content": "I cannot draw this."}), NoPicture),
    *(one for one in gemini.ROWS if one.name in {"text-only", "IMAGE_SAFETY", "NO_IMAGE", "no-candidates"}),
)
