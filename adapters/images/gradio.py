"""A Gradio app, on Hugging Face Spaces or your own: an event is handed in, its stream is read. Source: Gradio's server.

A model is an endpoint. Its arguments are filled in as the app describes them; or by the option `data`, a list in which
$PROMPT, $NEGATIVE, $SEED, $WIDTH, $HEIGHT and $REFERENCE1… are filled in.
"""

from __future__ import annotations

from dataclasses import replace

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._facts import Model
from adapters.images._gradio_app import App
from adapters.images._gradio_form import by_hand, endpoint_named
from adapters.images._gradio_stream import drawn
from adapters.images._line import Line
from adapters.images._outcomes import Drawn, Outcome, Pending, Probe
from adapters.images._provider import HttpProvider
from adapters.images._uploads import file
from adapters.images._workflow import able
from bot.errors import ModelRetired


class Provider(HttpProvider):
    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._app = App(self._info, strict=bool(line.model))

    def able(self, model: Model) -> Model:
        """Unknown before the app has been asked for the first time: until then the table speaks."""
        if "data" in model.options:
            return able(model, model.options["data"])
        form = self._app.endpoint(model.id)[1]
        return model if form is None else form.able(model)

    async def prepare(self, ask: Ask, deadline: float) -> Ask:
        """All references in one form; the answer is a list of paths there."""
        if "data" not in ask.model.options:
            await self._app.expect(ask, deadline)
        if not ask.references:
            return ask
        files = tuple(file("files", picture) for picture in ask.references)
        answer = await self.send(Call("POST", f"{self._prefix}/upload", form=files), deadline)
        return replace(ask, uploads=tuple(path for path in js.items(answer.json()) if isinstance(path, str)))

    async def _info(self, deadline: float) -> object:
        return (await self.send(self.probing(), deadline)).json()

    def submit(self, ask: Ask) -> Call:
        endpoint, form = self._app.endpoint(ask.model.id)
        data = form.filled(ask) if form is not None else by_hand(ask.model.options.get("data"), ask)
        return Call("POST", f"{self._prefix}/call/{endpoint}", json={"data": data})

    def poll(self, handle: str) -> Call:
        return Call("GET", f"{self._prefix}/call/{handle}")

    def read(self, answer: Answer) -> Outcome:
        """The stream can be read once; a cut one is asked for again all the same, the app may have kept it."""
        if not answer.handle:
            id_ = js.text(answer.json(), "event_id")
            return Pending(f"{answer.url.rpartition('/call/')[2]}/{id_}", after=0.0) if id_ else Drawn(())
        return drawn(answer.body, self._prefix, self.line.clock.now())

    def probing(self) -> Call:
        return Call("GET", f"{self._prefix}/info")

    def read_probe(self, answer: Answer) -> Probe:
        try:
            endpoint_named(answer.json(), self.line.model or self.line.facts.model, strict=bool(self.line.model))
        except ModelRetired as error:
            return Probe(ok=False, detail=error.detail)
        return Probe(ok=True)

    @property
    def _prefix(self) -> str:
        """Apps older than Gradio 5 have none."""
        return str(self.line.facts.options.get("prefix", "/gradio_api"))
