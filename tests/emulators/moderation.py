"""A moderation service as OpenAI describes it, strict about what it is asked; and a language model that can be told to judge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEY = "sk-moderation-test"
CATEGORIES = (
    *("harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm"),
    *("self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence", "violence/graphic"),
)


@dataclass(eq=False)
class Moderation:
    """`flags` says which categories a prompt is flagged for; `accident` answers instead, whatever is asked."""

    flags: Callable[[str], set[str]] = lambda _prompt: set()
    word: str = "ok"
    used: tuple[int, int] = (0, 0)  # tokens taken and given by the language model, for each answer
    accident: Callable[[], web.Response] | None = None
    silent: bool = False
    asked: list[str] = field(default_factory=list[str])
    url: str = ""
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    async def moderations(self, request: web.Request) -> web.Response:
        body = await self._body(request)
        if set(body) - {"model", "input"} or not isinstance(body.get("input"), str):
            return web.json_response(
                {"error": {"message": "Invalid input", "type": "invalid_request_error"}}, status=400
            )
        return await self._played(body["input"]) or self._judged(body)

    async def chat(self, request: web.Request) -> web.Response:
        body = await self._body(request)
        prompt = body["messages"][-1]["content"]
        message = {"role": "assistant", "content": self.word}
        taken, given = self.used
        answer = {
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": taken, "completion_tokens": given, "total_tokens": taken + given},
        }
        return await self._played(prompt) or web.json_response(answer)

    async def _body(self, request: web.Request) -> Any:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            raise web.HTTPUnauthorized(text='{"error": {"message": "Incorrect API key"}}')
        return await request.json()

    async def _played(self, prompt: str) -> web.Response | None:
        self.asked.append(prompt)
        if self.silent:
            await self._released.wait()
        return self.accident() if self.accident is not None else None

    def _judged(self, body: dict[str, Any]) -> web.Response:
        flagged = self.flags(body["input"])
        result = {
            "flagged": bool(flagged),
            "categories": {name: name in flagged for name in CATEGORIES},
            "category_scores": {name: 0.98 if name in flagged else 0.0001 for name in CATEGORIES},
            "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
        }
        return web.json_response({"id": "modr-1", "model": body["model"], "results": [result]})

    def release(self) -> None:
        """Let go of whoever waits for ever."""
        self._released.set()


def flagging(*categories: str) -> Callable[[str], set[str]]:
    """Flag every prompt for these."""

    def flags(prompt: str) -> set[str]:
        del prompt
        return set(categories)

    return flags


@asynccontextmanager
async def moderation(**behaviour: Any) -> AsyncGenerator[Moderation]:
    service = Moderation(**behaviour)
    app = web.Application()
    app.router.add_post("/v1/moderations", service.moderations)
    app.router.add_post("/v1/chat/completions", service.chat)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    service.url = f"http://{host}:{port}/v1"
    try:
        yield service
    finally:
        service.release()
        await runner.cleanup()
