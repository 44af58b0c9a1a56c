"""Google's batch mode: questions inline, answers inline, in one operation. Source: the API's discovery document (v1beta)."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.images import _json as js
from adapters.images import _native
from adapters.images._ask import Ask
from adapters.images._batch import Batching, Found, Look, Page
from adapters.images._calls import Call
from bot.errors import Unclassified

_RUNNING = frozenset({"BATCH_STATE_PENDING", "BATCH_STATE_RUNNING", "BATCH_STATE_UNSPECIFIED", ""})
_CODES = {3: 400, 5: 404, 7: 403, 8: 429, 9: 400, 13: 500, 14: 503, 4: 504, 16: 401}  # google.rpc.Code → HTTP


class NativeBatching(Batching):
    async def enter(self, asked: Sequence[tuple[str, Ask]], name: str) -> list[str]:
        requests = [{"request": _native.body(ask), "metadata": {"key": key}} for key, ask in asked]
        batch = {"displayName": name, "inputConfig": {"requests": {"requests": requests}}}
        path = f"/models/{self.model.id}:batchGenerateContent"
        answer = await self.send(Call("POST", path, json={"batch": batch}))
        handle = js.text(answer.json(), "name")
        if not handle.startswith("batches/"):
            raise self.line.sign(Unclassified(f"a batch without a name: {handle!r}"))
        return [handle]

    async def page(self, after: str) -> Page:
        query = {"pageSize": "100", **({"pageToken": after} if after else {})}
        json = (await self.send(Call("GET", "/batches", query=query))).json()
        found = js.items(json, "operations")
        named = [(js.text(one, "name"), js.text(one, "metadata", "displayName")) for one in found]
        return Page(named, js.text(json, "nextPageToken"))

    async def ask(self, handle: str) -> Look:
        json = (await self.send(Call("GET", f"/{handle}"))).json()
        batch = js.table(json, "metadata") or js.table(json)
        stats = js.table(batch, "batchStats")
        done = js.whole(stats, "successfulRequestCount") + js.whole(stats, "failedRequestCount")
        total = js.whole(stats, "requestCount")
        if js.text(batch, "state") in _RUNNING and js.at(json, "done") is not True:
            return Look(done, total)
        output = js.table(json, "response") or js.table(batch, "output") or js.table(json, "output")
        return Look(total, total, [_found(line) for line in js.items(output, "inlinedResponses", "inlinedResponses")])

    def ending(self, handle: str) -> Call:
        return Call("POST", f"/{handle}:cancel")


def _found(line: object) -> Found:
    key = js.text(line, "metadata", "key")
    error = js.table(line, "error")
    if error:
        return Found(key, _CODES.get(js.whole(error, "code"), 500), {"error": error})
    return Found(key, 200, js.table(line, "response"))
