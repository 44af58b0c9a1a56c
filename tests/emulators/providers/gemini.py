"""Google's generateContent as the Developer API serves it, models list and batches included (see the API reference, v1beta)."""

from __future__ import annotations

import asyncio
import base64
import binascii
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from adapters.images import _json as js
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
from tests.emulators.providers.pictures import png64
from tests.emulators.providers.rows import row
from tests.emulators.providers.server import Emulator
from tests.emulators.providers.strict import (
    Shape,
    Wrong,
    fields,
    flag,
    number,
    one_of,
    rows,
    text,
    whole,
)

ASPECTS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
WIDE = ("1:4", "4:1", "1:8", "8:1")


def _base64(value: object, place: str) -> None:
    try:
        base64.b64decode(str(value).replace("-", "+").replace("_", "/"), validate=True)  # protobuf JSON takes both
    except binascii.Error as error:
        raise Wrong(place, "Base64 decoding failed") from error


def _part(value: object, place: str) -> None:
    blob = fields(
        {"mimeType": one_of("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"), "data": _base64},
        ("mimeType", "data"),
    )
    fields({"text": text(), "inlineData": blob, "thoughtSignature": text(), "thought": flag})(value, place)
    if len({"text", "inlineData"} & set(js.table(value))) != 1:
        raise Wrong(place, "required oneof field 'data' must have one initialized field")


def request_shape(model: str) -> Shape:
    aspects = ASPECTS if "2.5" in model or "pro" in model or "lite" in model else (*ASPECTS, *WIDE)
    frame: dict[str, Shape] = {"aspectRatio": one_of(*aspects)}
    if "2.5" not in model and "lite" not in model:
        frame["imageSize"] = one_of("512", "1K", "2K", "4K")
    config: dict[str, Shape] = {
        "responseModalities": rows(one_of("TEXT", "IMAGE"), 1, 2),
        "imageConfig": fields(frame),
        "candidateCount": whole(1, 1),
    }
    if "2.5" not in model and "pro" not in model:
        levels = ("minimal", "medium", "high") if "2.1" in model else ("minimal", "high")
        config["thinkingConfig"] = fields({"thinkingLevel": one_of(*levels)})
    if "2.1" not in model:
        config |= {"seed": whole(-(2**31), 2**31 - 1), "temperature": number(0, 2)}
    content = fields({"role": one_of("user", "model"), "parts": rows(_part, 1)}, ("parts",))
    return fields({"contents": rows(content, 1), "generationConfig": fields(config)}, ("contents",))


def picture_answer(data: str | None = None, *, tokens: int = 1120, text_tokens: int = 12) -> dict[str, Any]:
    """The usual answer: a sentence, a picture, what it used."""
    return {
        "candidates": [
            {
                "index": 0,
                "finishReason": "STOP",
                "content": {
                    "role": "model",
                    "parts": [
                        {"text": "Here you go."},
                        {"inlineData": {"mimeType": "image/png", "data": data or png64()}, "thoughtSignature": "CiQ="},
                    ],
                },
            }
        ],
        "usageMetadata": {
            "promptTokenCount": text_tokens,
            "candidatesTokenCount": tokens,
            "totalTokenCount": tokens + text_tokens,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": text_tokens}],
            "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": tokens}],
        },
        "modelVersion": "gemini-nano-banana-2.1",
        "responseId": "resp-1",
    }


def error(code: int, status: str, message: str, *details: object) -> dict[str, Any]:
    body: dict[str, Any] = {"code": code, "message": message, "status": status}
    return {"error": body | ({"details": list(details)} if details else {})}


class Emulated(Emulator):
    """`models` are those that exist; asking for another is a 404."""

    base_path = "/v1beta"

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[dict[str, Any]]] = []
        self.names: list[str] = []
        self.answering = asyncio.Event()  # cleared: batches are taken and no answer comes
        self.answering.set()
        self.looks = 0
        self.patience = 2  # a batch is done at this look
        self.models = {
            "gemini-nano-banana-2.1",
            "gemini-3.1-flash-image",
            "gemini-3.1-flash-lite-image",
            "gemini-3-pro-image",
            "gemini-2.5-flash-image",
        }

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1beta/models/{call}", self._generate)
        router.add_get("/v1beta/models", self._list)
        router.add_get("/v1beta/batches", self._named)
        router.add_get("/v1beta/batches/{id}", self._look)
        router.add_post("/v1beta/batches/{call}", self._stop)

    def trouble(self, status: int, message: str) -> web.Response:
        names = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
        return web.json_response(error(status, names.get(status, "UNKNOWN"), message), status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        key = request.headers.get("x-goog-api-key")
        if key is None:
            return self.trouble(403, "Method doesn't allow unregistered callers")
        if key != self.key:
            reason = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
            body = error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", reason)
            return web.json_response(body, status=400)
        return None

    async def _list(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        methods = ["generateContent", "countTokens", "batchGenerateContent"]
        listed = [{"name": f"models/{id_}", "supportedGenerationMethods": methods} for id_ in sorted(self.models)]
        return web.json_response({"models": listed[: int(request.query.get("pageSize", "50"))]})

    async def _generate(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        model, _, method = request.match_info["call"].partition(":")
        if model in self.models and method == "batchGenerateContent":
            return await self._batch(request, model)
        if model not in self.models or method != "generateContent":
            message = f"models/{model} is not found for API version v1beta, or is not supported for {method}."
            return self.trouble(404, message)
        try:
            body = await request.json()
            request_shape(model)(body, "")
        except Wrong as wrong:
            message = f"Invalid JSON payload received. {wrong.message} at '{wrong.place}': Cannot find field."
            return self.trouble(400, message)
        return web.json_response(picture_answer())

    async def _batch(self, request: web.Request, model: str) -> web.Response:
        """Takes a batch whose every request is sound; draws it at the second look, a "refused" prompt apart."""
        line = fields({"request": request_shape(model), "metadata": fields({"key": text()}, ("key",))}, ("request",))
        inlined = fields({"requests": rows(line, 1)}, ("requests",))
        shape = fields(
            {"displayName": text(), "inputConfig": fields({"requests": inlined})}, ("displayName", "inputConfig")
        )
        body = await request.json()
        try:
            fields({"batch": shape}, ("batch",))(body, "")
        except Wrong as wrong:
            return self.trouble(400, f"{wrong.place}: {wrong.message}")
        self.batches.append(body["batch"]["inputConfig"]["requests"]["requests"])
        self.names.append(body["batch"]["displayName"])
        await self.answering.wait()
        return web.json_response(
            {"name": f"batches/b{len(self.batches)}", "metadata": {"state": "BATCH_STATE_PENDING"}}
        )

    def take_another(self) -> None:
        """A batch of somebody else with the same key."""
        self.batches.append([])
        self.names.append("another's")

    async def _named(self, request: web.Request) -> web.Response:
        """One a page, the oldest first."""
        first = int(request.query.get("pageToken", "0"))
        listed = [{"name": f"batches/b{n}", "metadata": {"displayName": name}} for n, name in enumerate(self.names, 1)]
        more = {"nextPageToken": str(first + 1)} if first + 1 < len(listed) else {}
        return web.json_response({**({"operations": listed[first : first + 1]} if listed else {}), **more})

    async def _look(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"][1:])
        if not 1 <= number <= len(self.batches):
            return self.trouble(404, "Requested entity was not found.")
        lines = self.batches[number - 1]
        stats = {"requestCount": str(len(lines)), "successfulRequestCount": "0"}
        state: dict[str, Any] = {"state": "BATCH_STATE_RUNNING", "batchStats": stats}
        self.looks += 1
        if self.looks < self.patience:
            return web.json_response({"name": f"batches/b{number}", "metadata": state})
        answers = [{"metadata": line["metadata"], **_answered(line["request"])} for line in lines]
        state["state"] = "BATCH_STATE_SUCCEEDED"
        output = {"inlinedResponses": {"inlinedResponses": answers}}
        return web.json_response({"name": f"batches/b{number}", "metadata": state, "done": True, "response": output})

    async def _stop(self, request: web.Request) -> web.Response:
        if not request.match_info["call"].endswith(":cancel"):
            return self.trouble(404, "not found")
        return web.json_response({})


def _answered(request: dict[str, Any]) -> dict[str, Any]:
    prompt = request["contents"][0]["parts"][0]["text"]
    if "refused" in prompt:
        return {"response": {"promptFeedback": {"blockReason": "SAFETY"}}}
    if "broken" in prompt:
        return {"error": {"code": 8, "message": "Resource has been exhausted", "status": "RESOURCE_EXHAUSTED"}}
    return {"response": picture_answer()}


def _without_picture(reason: str | None, *parts: object, **candidate: object) -> dict[str, Any]:
    """A 200 whose candidate has this finish reason and these parts; without parts there is no `content` at all."""
    content = {"content": {"role": "model", "parts": list(parts)}} if parts else {}
    return {"candidates": [({"finishReason": reason} if reason else {}) | content | candidate]}


def _quota(quota_id: str, value: str = "70", delay: str | None = "11.893s") -> dict[str, Any]:
    details: list[object] = [
        {"@type": "type.googleapis.com/google.rpc.Help", "links": []},
        {
            "@type": "type.googleapis.com/google.rpc.QuotaFailure",
            "violations": [{"quotaMetric": "generate_requests", "quotaId": quota_id, "quotaValue": value}],
        },
    ]
    if delay:
        details.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay})
    return error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", *details)


def _several() -> dict[str, Any]:
    """A minute's limit and a day's in one complaint, with the minute's short delay."""
    body = _quota("GenerateRequestsPerMinutePerProjectPerModel", delay="5s")
    body["error"]["details"][1]["violations"].append({"quotaId": "GenerateRequestsPerDayPerProjectPerModel"})
    return body


_SIGNATURE = "Image part is missing a thought_signature in content position 2"
_NOT_FOUND = "models/x is not found for API version v1beta, or is not supported for generateContent."
_LIMIT_0 = "Quota exceeded for metric: generate_content_free_tier_requests, limit: 0. Please retry in 21s."
MIDNIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)  # in Los Angeles, after the fake clock's noon
DRAFT = {"thought": True, "text": "first I will draw"}

ROWS = (
    *(
        row(f"blocked-{reason}", 200, {"promptFeedback": {"blockReason": reason}}, ContentRefused)
        for reason in ("SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "JAILBREAK", "MODEL_ARMOR")
    ),
    *(
        row(reason, 200, _without_picture(reason), ContentRefused)
        for reason in ("IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII")
    ),
    row("IMAGE_RECITATION", 200, _without_picture("IMAGE_RECITATION", finishMessage="a logo"), ContentRefused),
    row("RECITATION", 200, _without_picture("RECITATION"), ContentRefused),
    row("ESCALATION", 200, _without_picture("ESCALATION"), ContentRefused),
    row("PUP_LIMITED_DISABLED", 200, _without_picture("PUP_LIMITED_DISABLED"), KeyRejected),
    *(
        row(reason, 200, _without_picture(reason), NoPicture)
        for reason in (
            "NO_IMAGE",
            "IMAGE_OTHER",
            "OTHER",
            "MALFORMED_RESPONSE",
            "MALFORMED_FUNCTION_CALL",
            "UNEXPECTED_TOOL_CALL",
            "TOO_MANY_TOOL_CALLS",
            "MAX_TOKENS",
            "LANGUAGE",
            "CONTINUATION",
            "FINISH_REASON_UNSPECIFIED",
        )
    ),
    row("MISSING_THOUGHT_SIGNATURE", 200, _without_picture("MISSING_THOUGHT_SIGNATURE"), NoPicture),
    row("an-unknown-reason", 200, _without_picture("SOMETHING_NEW"), NoPicture),
    row("no-candidates", 200, {"candidates": [], "usageMetadata": {}}, NoPicture),
    row("text-only", 200, _without_picture("STOP", {"text": "I cannot draw that."}), NoPicture),
    row("only-thoughts", 200, _without_picture("STOP", DRAFT), NoPicture),
    row("no-parts", 200, _without_picture("STOP", content={"role": "model"}), NoPicture),
    row("no-reason", 200, _without_picture(None), NoPicture),
    row("empty-parts", 200, _without_picture("STOP", content={"parts": [None]}), NoPicture),
    row("not-base64", 200, picture_answer("§§§"), NoPicture),
    row("not-a-picture", 200, picture_answer("aGVsbG8gd29ybGQ="), NoPicture),
    row("cut-picture", 200, picture_answer(png64()[:80]), NoPicture),
    row("bad-field", 400, error(400, "INVALID_ARGUMENT", 'Unknown name "imageOutputOptions"'), RequestInvalid),
    row("bad-input", 400, error(400, "INVALID_ARGUMENT", "Unable to process input image"), RequestInvalid),
    row("thought-signature", 400, error(400, "INVALID_ARGUMENT", _SIGNATURE), RequestInvalid),
    row("country", 400, error(400, "FAILED_PRECONDITION", "User location is not supported"), KeyRejected),
    row("billing", 400, error(400, "FAILED_PRECONDITION", "Enable billing on your project"), KeyRejected),
    row("unauthenticated", 401, error(401, "UNAUTHENTICATED", "Missing credentials"), KeyRejected),
    row("leaked-key", 403, error(403, "PERMISSION_DENIED", "Your API key was reported as leaked."), KeyRejected),
    row("in-a-list", 403, [error(403, "PERMISSION_DENIED", "no access")], KeyRejected),
    row("gone", 404, error(404, "NOT_FOUND", _NOT_FOUND), ModelRetired),
    row("gone-in-a-list", 404, [error(404, "NOT_FOUND", _NOT_FOUND)], ModelRetired),
    row("too-large", 413, "<html>Request Entity Too Large</html>", RequestInvalid),
    row("minute", 429, _quota("GenerateRequestsPerMinutePerProjectPerModel"), Throttled, retry_after=11.893),
    row("day", 429, _quota("GenerateRequestsPerDayPerProjectPerModel", delay="2s"), Exhausted, until=MIDNIGHT),
    row("a-long-delay", 429, _quota("Odd", delay="40000s"), Exhausted, until=MIDNIGHT),
    row("limit-0", 429, _quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "0"), Exhausted, until=None),
    row("limit-0-in-words", 429, error(429, "RESOURCE_EXHAUSTED", _LIMIT_0), Exhausted, until=None),
    row("several-at-once", 429, _several(), Exhausted, until=MIDNIGHT),
    row(
        "in-words",
        429,
        error(429, "RESOURCE_EXHAUSTED", "Please retry in 7.5s."),
        Throttled,
        retry_after=7.5,
    ),
    row(
        "bare",
        429,
        error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
        Throttled,
        retry_after=None,
    ),
    row("internal", 500, error(500, "INTERNAL", "An internal error has occurred."), Unclassified),
    row("overloaded", 503, error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."), Overloaded),
    row(
        "deadline",
        503,
        error(503, "UNAVAILABLE", "Deadline expired before operation could complete."),
        GatewayTimeout,
    ),
    row("late", 504, error(504, "DEADLINE_EXCEEDED", "processing took too long"), GatewayTimeout),
)
