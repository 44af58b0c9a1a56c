"""A Gradio app, on Hugging Face Spaces or your own: an event is handed in, its stream is read. Source: Gradio's server.

A model is an endpoint. Its option `data` is the list of its arguments, in which $PROMPT, $NEGATIVE, $SEED, $WIDTH, $HEIGHT and
$REFERENCE1… are filled in.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call, Drawn, Hosted, Outcome, Part, Pending, Probe
from adapters.images._frames import pixels
from adapters.images._gradio_stream import ending, files
from adapters.images._provider import HttpProvider
from adapters.images._waits import next_midnight
from adapters.images._words import REFUSED, holds
from adapters.images._workflow import filled
from bot.errors import ContentRefused, Exhausted, NoPicture, ProviderError

_SPAN = re.compile(r"(\d+):(\d\d):(\d\d)")


class Provider(HttpProvider):
    async def prepare(self, ask: Ask, deadline: float) -> Ask:
        """All in one form; the answer is a list of paths there."""
        named = [(f"reference.{picture.media_type.partition('/')[2]}", picture) for picture in ask.references]
        form = tuple(Part("files", picture.data, name, picture.media_type) for name, picture in named)
        answer = await self.send(Call("POST", f"{self._prefix}/upload", form=form), deadline)
        return replace(ask, uploads=tuple(path for path in js.items(answer.json()) if isinstance(path, str)))

    def submit(self, ask: Ask) -> Call:
        width, height = pixels(ask.aspect, ask.size, step=32)
        files = [{"path": path, "meta": {"_type": "gradio.FileData"}} for path in ask.uploads]
        holes: dict[str, object] = {
            "$PROMPT": ask.prompt,
            "$NEGATIVE": ask.negative or "",
            "$SEED": secrets.randbelow(2**31) if ask.seed is None else ask.seed,
            "$WIDTH": width,
            "$HEIGHT": height,
            **{f"$REFERENCE{number}": files[number - 1] if number <= len(files) else None for number in range(1, 9)},
        }
        data = filled(ask.model.options.get("data", ["$PROMPT"]), holes)
        return Call("POST", f"{self._prefix}/call/{ask.model.id}", json={"data": data})

    def poll(self, handle: str) -> Call:
        return Call("GET", f"{self._prefix}/call/{handle}")

    def read(self, answer: Answer) -> Outcome:
        """The stream can be read once; a cut one is asked for again all the same, the app may have kept it."""
        if not answer.handle:
            id_ = js.text(answer.json(), "event_id")
            return (
                Pending(f"{urlsplit(answer.url).path.rpartition('/call/')[2]}/{id_}", after=0.0) if id_ else Drawn(())
            )
        name, data = ending(answer.body)
        if name == "error":
            raise self._failed(data)
        return Drawn(tuple(self._hosted(file) for file in files(data)))

    def probing(self) -> Call:
        return Call("GET", f"{self._prefix}/info")

    def read_probe(self, answer: Answer) -> Probe:
        there = js.table(answer.json(), "named_endpoints")
        wanted = f"/{self.line.model or self.line.facts.model}"
        return Probe(
            ok=wanted in there, detail="" if wanted in there else f"no endpoint {wanted}; it has {', '.join(there)}"
        )

    @property
    def _prefix(self) -> str:
        """Apps older than Gradio 5 have none."""
        return str(self.line.facts.options.get("prefix", "/gradio_api"))

    def _hosted(self, file: dict[str, object]) -> Hosted:
        return Hosted(js.text(file, "url") or f"{self._prefix.strip('/')}/file={js.text(file, 'path')}", keyed=True)

    def _failed(self, data: str) -> ProviderError:
        """Most apps hide their reason. The quota is that of the visitor: ours."""
        now = self.line.clock.now()
        if "quota" not in data.lower():
            return ContentRefused(data) if holds(data.lower(), REFUSED) else NoPicture(f"error {data[:500]}")
        span = _SPAN.search(data)
        hours, minutes, seconds = (int(part) for part in span.groups()) if span else (0, 0, 0)
        later = now + timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return Exhausted(data[:500], until=later if span else next_midnight("UTC", now))
