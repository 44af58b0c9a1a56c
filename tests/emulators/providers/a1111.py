"""AUTOMATIC1111's web API, with its own idea of errors, and SD.Next's."""

from __future__ import annotations

import json

import pybase64
from aiohttp import web

from bot.errors import (
    GatewayTimeout,
    KeyRejected,
    NoPicture,
    Overloaded,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from tests.emulators.providers.pictures import png64
from tests.emulators.providers.rows import row
from tests.emulators.providers.server import Emulator
from tests.emulators.providers.strict import Shape, Wrong, anything, fields, flag, number, rows, text, whole


def _words(value: object, place: str) -> None:
    if not isinstance(value, str):
        raise Wrong(place, "str type expected")


TEXT: dict[str, Shape] = {
    "prompt": _words,
    "negative_prompt": _words,
    "steps": whole(1, 150),
    "cfg_scale": number(1, 30),
    "width": whole(64, 4096),
    "height": whole(64, 4096),
    "seed": whole(-1, 2**63),
    "sampler_name": text(),
    "batch_size": whole(1, 16),
    "n_iter": whole(1, 16),
    "override_settings": fields({"sd_model_checkpoint": text()}),
    "send_images": flag,
    "save_images": flag,
}
PICTURE: dict[str, Shape] = {
    **TEXT,
    "init_images": rows(text(10_000_000), 1),
    "denoising_strength": number(0, 1),
    "mask": anything,
}


def error(name: str, errors: str = "", detail: str = "") -> dict[str, object]:
    return {"error": name, "detail": detail, "body": "", "errors": errors}


class Emulated(Emulator):
    key = "operator:a-long-password"

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/sdapi/v1/txt2img", self._draw)
        router.add_post("/sdapi/v1/img2img", self._draw)
        router.add_get("/sdapi/v1/sd-models", self._models)

    def _refused(self, request: web.Request) -> web.Response | None:
        expected = f"Basic {pybase64.b64encode(self.key.encode()).decode()}"
        if request.headers.get("authorization") == expected:
            return None
        return web.json_response(error("HTTPException", detail="Incorrect username or password"), status=401)

    async def _models(self, request: web.Request) -> web.Response:
        return self._refused(request) or web.json_response([{"title": "sdxl.safetensors", "model_name": "sdxl"}])

    async def _draw(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        try:
            if request.path.endswith("img2img"):
                fields(PICTURE, ("init_images",))(body, "")
            else:
                fields(TEXT)(body, "")
        except Wrong as wrong:
            detail = [{"loc": ["body", wrong.place], "msg": wrong.message, "type": "value_error"}]
            return web.json_response({"detail": detail}, status=422)
        count = int(body.get("n_iter", 1)) * int(body.get("batch_size", 1))
        seed = 123 if body.get("seed", -1) < 0 else body["seed"]
        first = 1 if count > 1 else 0  # with several pictures the grid comes first, as in the default settings
        info = {"seed": seed, "all_seeds": [seed + at for at in range(count)], "index_of_first_image": first}
        pictures = [png64(colour=colour) for colour in ("orange", "teal", "gold", "navy")[:count]]
        grid = [png64(128, 96, "grey")] * first
        return web.json_response({"images": grid + pictures, "parameters": {}, "info": json.dumps(info)})


ROWS = (
    row("password", 401, error("HTTPException", detail="Incorrect username or password"), KeyRejected),
    row("memory", 500, error("OutOfMemoryError", "CUDA out of memory. Tried to allocate"), Overloaded),
    row("crash", 500, error("RuntimeError", "mat1 and mat2 shapes"), Unclassified),
    row("sampler", 404, {"detail": "Sampler not found"}, RequestInvalid, parameter="sampler_name"),
    row("sd-next-sampler", 400, {"detail": "Sampler not found"}, RequestInvalid, parameter="sampler_name"),
    row("script", 422, {"detail": "Script 'x' not found"}, RequestInvalid),
    row("cloudflare", 524, "<html>524</html>", GatewayTimeout),
    row("init-image", 404, {"detail": "Init image not found"}, RequestInvalid, parameter="init_images"),
    row("no-api", 404, {"detail": "Not Found"}, RequestInvalid),
    row("pydantic", 422, {"detail": [{"loc": ["body", "steps"], "msg": "int"}]}, RequestInvalid, parameter="steps"),
    row("busy", 429, {"detail": "rate limit"}, Throttled),
    row("proxy", 504, "<html>504</html>", GatewayTimeout),
    row("failed-inside", 200, {"images": [], "parameters": {}, "info": "{}"}, NoPicture),
    row("null-images", 200, {"images": None, "info": "{}"}, NoPicture),
)
