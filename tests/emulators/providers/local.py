"""A self-hosted OpenAI-compatible server, with the fields of vLLM-Omni and the habits of LocalAI."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.errors import KeyRejected, NoPicture, Overloaded, RequestInvalid, Unclassified
from tests.emulators.providers.pictures import png
from tests.emulators.providers.rows import row
from tests.emulators.providers.server import Emulator, form
from tests.emulators.providers.strict import Wrong, fields, one_of, text, whole


def _size(value: object, place: str) -> None:
    width, _, height = str(value).partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise Wrong(place, "size must be WIDTHxHEIGHT")


REQUEST = fields(
    {
        "model": one_of("qwen-image"),
        "prompt": text(),
        "n": whole(1, 10),
        "size": _size,
        "response_format": one_of("b64_json"),
        "negative_prompt": text(),
        "seed": whole(0, 2**63),
    },
    ("prompt",),
)

EDIT = fields(
    {
        "model": one_of("qwen-image"),
        "prompt": text(),
        "n": whole(1, 10),
        "size": _size,
        "negative_prompt": text(),
        "seed": whole(0, 2**63),
    },
    ("prompt",),
)


class Emulated(Emulator):
    """Answers with hosted pictures at its own, private, address: `data[].url` relative to nothing but itself."""

    base_path = "/v1"

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1/images/generations", self._generate)
        router.add_post("/v1/images/edits", self._edit)
        router.add_get("/v1/models", self._list)
        router.add_get("/generated-images/{file}", self._file)

    def polling(self, request: web.Request) -> bool:
        return False

    def trouble(self, status: int, message: str) -> web.Response:
        return web.json_response({"detail": message}, status=status)

    def _refused(self, request: web.Request) -> web.Response | None:
        allowed = request.headers.get("authorization") in {None, f"Bearer {self.key}"}
        return None if allowed else self.trouble(401, "Unauthorized")

    async def _list(self, request: web.Request) -> web.Response:
        return self._refused(request) or web.json_response({"object": "list", "data": [{"id": "qwen-image"}]})

    async def _file(self, request: web.Request) -> web.Response:
        if "authorization" in request.headers:
            return self.trouble(400, "a key was sent along with a download")
        return web.Response(body=png(), content_type="image/png")

    async def _edit(self, request: web.Request) -> web.Response:
        """vLLM-Omni's edits: OpenAI's form, and its own fields beside it."""
        if refused := self._refused(request):
            return refused
        try:
            parts = await form(request)
            plain: dict[str, object] = {part.name: part.value.decode() for part in parts if not part.filename}
            for name in {"n", "seed"} & set(plain):
                plain[name] = int(str(plain[name]))
            EDIT(plain, "")
            if not [part for part in parts if part.filename and part.name in {"image", "image[]"}]:
                raise Wrong("image", "field required")  # noqa: TRY301  one answer for all
        except (Wrong, ValueError) as wrong:
            return self.trouble(422, str(wrong))
        return web.json_response({"created": 1, "data": [{"url": "/generated-images/e.png"}]})

    async def _generate(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        try:
            REQUEST(body, "")
        except Wrong as wrong:
            detail: list[dict[str, Any]] = [{"loc": ["body", wrong.place], "msg": wrong.message, "type": "value_error"}]
            return web.json_response({"detail": detail}, status=422)
        count = int(body.get("n", 1))
        data = [{"url": f"{self.origin}/generated-images/{at}.png", "b64_json": None} for at in range(count)]
        return web.json_response({"created": 1, "data": data, "usage": {"total_tokens": 0}})


ROWS = (
    row("wrong-model", 400, {"detail": "Model mismatch: server runs another one"}, RequestInvalid),
    row(
        "unprocessable",
        422,
        {"detail": [{"loc": ["body", "size"], "msg": "bad", "type": "value_error"}]},
        RequestInvalid,
        parameter="size",
    ),
    row("key", 401, {"error": "invalid api key"}, KeyRejected),
    row("error-as-text", 500, {"error": "CUDA out of memory"}, Unclassified),
    row("localai", 400, {"error": {"code": 400, "message": "invalid size", "type": ""}}, RequestInvalid),
    row("localai-crash", 500, {"error": {"code": 500, "message": "rpc error", "type": ""}}, Unclassified),
    row("not-ready", 503, {"detail": "Engine not ready"}, Overloaded),
    row("no-data", 200, {"created": 1, "data": []}, NoPicture),
    row("null-data", 200, {"created": 1, "data": [{"url": None, "b64_json": None}]}, NoPicture),
    row("elsewhere", 200, {"data": [{"url": "http://127.0.0.1:9/x.png"}]}, NoPicture),
    row("metadata-service", 200, {"data": [{"url": "http://169.254.169.254/latest/meta-data"}]}, NoPicture),
    row("a-file", 200, {"data": [{"url": "file:///etc/passwd"}]}, NoPicture),
)
