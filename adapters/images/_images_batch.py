"""OpenAI's batch mode: a file of JSON lines goes up, a file of answers and one of errors come down. Source: the SDK's types."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from adapters.images import _images_api as images
from adapters.images import _json as js
from adapters.images._ask import Ask, data_uri
from adapters.images._batch import Batching, Found, Look, Page
from adapters.images._calls import Call, Part
from bot.errors import Unclassified

_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
_NAME = "name"


class ImagesBatching(Batching):
    async def enter(self, asked: Sequence[tuple[str, Ask]], name: str) -> list[str]:
        """One batch for generations and one for edits: a batch has one endpoint."""
        fresh = [(key, ask) for key, ask in asked if not ask.references]
        edits = [(key, ask) for key, ask in asked if ask.references]
        endpoints = (("/v1/images/generations", fresh), ("/v1/images/edits", edits))
        return [await self._enter(endpoint, group, name) for endpoint, group in endpoints if group]

    async def _enter(self, endpoint: str, asked: Sequence[tuple[str, Ask]], name: str) -> str:
        lines = b"\n".join(
            orjson.dumps({"custom_id": key, "method": "POST", "url": endpoint, "body": _body(ask)})
            for key, ask in asked
        )
        form = (Part("purpose", "batch"), Part("file", lines, "batch.jsonl", "application/jsonl"))
        file = js.text((await self.send(Call("POST", "/files", form=form))).json(), "id")
        body = {"input_file_id": file, "endpoint": endpoint, "completion_window": "24h", "metadata": {_NAME: name}}
        id_ = js.text((await self.send(Call("POST", "/batches", json=body))).json(), "id")
        if not id_:
            raise self.line.sign(Unclassified("a batch without an id"))
        return id_

    async def page(self, after: str) -> Page:
        query = {"limit": "100", **({"after": after} if after else {})}
        json = (await self.send(Call("GET", "/batches", query=query))).json()
        found = js.items(json, "data")
        named = [(js.text(one, "id"), js.text(one, "metadata", _NAME)) for one in found]
        return Page(named, named[-1][0] if named and js.at(json, "has_more") is True else "")

    async def ask(self, handle: str) -> Look:
        json = (await self.send(Call("GET", f"/batches/{handle}"))).json()
        counts = js.table(json, "request_counts")
        done, total = js.whole(counts, "completed") + js.whole(counts, "failed"), js.whole(counts, "total")
        if js.text(json, "status") not in _ENDED:
            return Look(done, total)
        files = [js.text(json, name) for name in ("output_file_id", "error_file_id")]
        return Look(done, total, [found for file in files if file for found in await self._lines(file)])

    async def _lines(self, file: str) -> list[Found]:
        answer = await self.send(Call("GET", f"/files/{file}/content"))
        return [_found(orjson.loads(line)) for line in answer.body.splitlines() if line.strip()]

    def ending(self, handle: str) -> Call:
        return Call("POST", f"/batches/{handle}/cancel")


def _body(ask: Ask) -> dict[str, object]:
    plain = {
        "model": ask.model.id,
        "prompt": ask.prompt,
        "n": ask.count,
        "size": images.size(ask),
        "quality": ask.model.options.get("quality", "auto"),
    }
    if not ask.references:
        return {**plain, "moderation": "auto"}
    return {**plain, "images": [{"image_url": data_uri(picture)} for picture in ask.references]}


def _found(line: object) -> Found:
    key, response = js.text(line, "custom_id"), js.table(line, "response")
    if not response:
        return Found(key, 500, {"error": js.table(line, "error")})
    return Found(key, js.whole(response, "status_code") or 200, js.at(response, "body"))
