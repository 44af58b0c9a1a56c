"""Two deployments of an OpenAI-compatible image API with weather, for any number of clients, each with a world of its own."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import sys
import time
from dataclasses import dataclass, field
from random import Random

from aiohttp import web
from PIL import Image

from tests.bench.resilience_scenes import SCENES, Scene

Fault = tuple[int, dict[str, str]]


def png(side: int) -> str:
    """A picture that does not compress, as base64."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), Random(1).randbytes(side * side * 3)).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


@dataclass(eq=False)
class World:
    """What one client meets in one scene, and what it cost: `drawn` pictures are paid, whether or not they arrive."""

    scene: Scene
    random: Random = field(default_factory=lambda: Random(11))
    began: float = field(default_factory=time.monotonic)
    calls: int = 0
    drawn: int = 0
    tokens: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])

    def fault(self, deployment: str, key: str, prompt: str) -> Fault | None:
        """The answer that replaces a picture; None: a picture."""
        scene, at = self.scene, time.monotonic() - self.began
        if key in scene.bad:
            return 401, {}
        if prompt.startswith("!"):
            return 400, {}
        for spell in scene.spells:
            if spell.on(deployment, at) and self.random.random() < spell.share:
                if spell.kind == "down":
                    return 503, {}
                if spell.kind == "storm":
                    return 429, {"Retry-After": "30"}
                if spell.kind == "empty":
                    return 200, {}
        if scene.per_second is not None and not self._token(deployment, scene.per_second, at):
            return 429, {}
        return self._mixed() if self.random.random() < scene.mix else None

    def slower(self, deployment: str) -> float:
        at = time.monotonic() - self.began
        return 10.0 if any(s.kind == "slow" and s.on(deployment, at) for s in self.scene.spells) else 1.0

    def _mixed(self) -> Fault:
        """45 : 20 : 15 : 5 as in the article; 400 stays with its request and 401 with its key."""
        return self.random.choices((429, 503, 504, 500), (45, 20, 15, 5))[0], {}

    def _token(self, deployment: str, rate: float, at: float) -> bool:
        tokens, then = self.tokens.get(deployment, (rate, at))
        tokens = min(rate, tokens + (at - then) * rate)
        self.tokens[deployment] = (tokens - (tokens >= 1), at)
        return tokens >= 1


class Server:
    def __init__(self) -> None:
        self._picture = json.dumps({"created": 1, "data": [{"b64_json": png(64)}]}).encode()
        self._worlds: dict[str, World] = {}

    def app(self) -> web.Application:
        app = web.Application(client_max_size=2**26)
        app.router.add_post("/{scene}/{client}/{deployment}/v1/images/generations", self.generate)
        app.router.add_get("/{scene}/{client}/account", self.account)
        return app

    async def account(self, request: web.Request) -> web.Response:
        world = self._world(request)
        return web.json_response({"calls": world.calls, "drawn": world.drawn})

    async def generate(self, request: web.Request) -> web.Response:
        world, asked = self._world(request), await request.json()
        deployment = request.match_info["deployment"]
        world.calls += 1
        fault = world.fault(
            deployment, request.headers.get("Authorization", "").removeprefix("Bearer "), asked["prompt"]
        )
        if fault is not None and fault[0] not in {200, 504}:
            return self._error(*fault)
        spread = world.random.lognormvariate(0.0, 0.2)
        drawn = fault is None or (fault[0] == 504 and world.random.random() < 0.5)
        world.drawn += drawn
        await asyncio.sleep(world.scene.picture * spread * world.slower(deployment))
        if fault is not None and fault[0] == 504:
            return self._error(*fault)
        body = b'{"data":[]}' if fault is not None else self._picture
        return web.Response(body=body, content_type="application/json")

    def _error(self, status: int, headers: dict[str, str]) -> web.Response:
        words = {
            400: "invalid prompt",
            401: "Incorrect API key provided",
            429: "Rate limit reached",
            500: "odd",
            503: "overloaded",
        }
        error = {"message": words.get(status, "gateway time-out"), "type": "error", "code": None, "param": None}
        return web.json_response({"error": error}, status=status, headers=headers)

    def _world(self, request: web.Request) -> World:
        scene, client = request.match_info["scene"], request.match_info["client"]
        return self._worlds.setdefault(f"{scene}/{client}", World(SCENES[scene]))


async def serve() -> None:
    """Listens on a free port, prints it, and serves until standard input ends."""
    runner = web.AppRunner(Server().app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - the bench reads it
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
