"""What every provider file owes. It brings `tests/emulators/providers/<name>.py` with `Emulated` and `ROWS`, or fails here."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from importlib import import_module

import pytest

from adapters.images._facts import Model
from bot.errors import (
    GatewayTimeout,
    KeyRejected,
    NoPicture,
    NotStarted,
    OutcomeUnknown,
    Overloaded,
    ProviderError,
    Unclassified,
    UnsupportedRequest,
)
from bot.model import ImageRequest
from tests.contracts.provider_stage import (
    CATALOGUE,
    PROMPT,
    open_provider,
    stage,
    ticket,
)
from tests.emulators.providers.pictures import reference
from tests.emulators.providers.rows import Row
from tests.emulators.providers.server import Emulator, Handler, chunked_garbage, cut, drip, says, silence, wrong_length

FREE = {"your own machine", "the GPU quota of the key's account"}


def rows(name: str) -> tuple[Row, ...]:
    """None for a provider that has brought no samples yet: then `test_draws` fails, and nobody else does."""
    try:
        found: tuple[Row, ...] = import_module(f"tests.emulators.providers.{name}").ROWS
    except ModuleNotFoundError:
        return ()
    return found


def everything(model: Model) -> ImageRequest:
    """All that this model can be asked for, at once."""
    aspects = model.aspects
    return ImageRequest(
        prompt=PROMPT,
        model=model.id,
        aspect="3:2" if aspects is None or "3:2" in aspects else None,
        size=model.sizes[-1],
        seed=42 if model.seed else None,
        negative="text" if model.negative != "none" else None,
    )


ACCIDENTS: dict[str, tuple[Handler, type[ProviderError]]] = {
    "cut": (cut(), OutcomeUnknown),
    "cut-head": (cut(b"HTTP/1.1 200 OK\r\ncontent-type: appl"), OutcomeUnknown),
    "wrong-length": (wrong_length(b'{"candidates": ['), OutcomeUnknown),
    "chunks": (chunked_garbage(), OutcomeUnknown),
    "drip": (drip(b" " * 5000), OutcomeUnknown),
    "silence": (silence(), OutcomeUnknown),
    "html": (says(200, "<html>Please log in to the Wi-Fi</html>"), NoPicture),
    "empty": (says(200, b""), NoPicture),
    "object": (says(200, {}), NoPicture),
    "list": (says(200, []), NoPicture),
    "null": (says(200, "null"), NoPicture),
    "502": (says(502, "<html>Bad gateway</html>"), OutcomeUnknown),
    "504": (says(504, "<html>Gateway time-out</html>"), GatewayTimeout),
    "524": (says(524, "<html>cloudflare</html>"), GatewayTimeout),
    "503": (says(503, "<html>busy</html>"), Overloaded),
    "529": (says(529, {"error": "overloaded"}), Overloaded),
    "redirect": (says(302, "", location="https://elsewhere.example/"), Unclassified),
}


ENDLESS = {"drip", "silence"}


class ProviderContract:
    """Mixed into a test class whose `name` fixture goes over `provider_names()`."""

    def test_has_facts(self, name: str) -> None:
        facts = CATALOGUE[name]
        assert facts.title
        assert facts.models
        assert facts.model in facts.models
        assert facts.key != "required" or facts.get_key.startswith("https://")

    async def test_draws(self, name: str) -> None:
        async with stage(name) as (provider, service):
            generation = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
            assert [picture.media_type for picture in generation.pictures] == ["image/png"]
            assert generation.provider == name
            assert generation.model == provider.line.facts.model
            assert generation.micros <= 1_000_000
            assert generation.micros > 0 or provider.line.facts.free in FREE
            assert any(PROMPT.encode() in one.body for one in service.drawings)

    async def test_asks_for_everything_each_model_can(self, name: str) -> None:
        for model in CATALOGUE[name].models.values():
            if model.status == "retired":
                continue
            async with stage(name) as (provider, service):
                del service
                request = everything(model)
                provider.check(request)
                assert len((await provider.draw(request, ticket(provider))).pictures) == 1, model.id

    async def test_draws_as_many_as_asked(self, name: str) -> None:
        async with stage(name) as (provider, _):
            generation = await provider.draw(ImageRequest(prompt=PROMPT, count=3), ticket(provider))
            assert len(generation.pictures) == 3

    async def test_edits_with_references(self, name: str) -> None:
        for model in CATALOGUE[name].models.values():
            if not model.references or model.status == "retired":
                continue
            async with stage(name) as (provider, service):
                pictures = tuple(reference(colour) for colour in ("teal", "gold")[: model.references])
                digests = tuple(one.digest for one in pictures)
                request = ImageRequest(prompt=PROMPT, model=model.id, references=digests)
                generation = await provider.draw(request, ticket(provider, references=pictures))
                assert generation.pictures, model.id
                assert sum(len(one.body) for one in service.seen) > sum(len(one.data) for one in pictures)

    @pytest.mark.parametrize(
        "wish",
        [
            ImageRequest(prompt=PROMPT, size="4k"),
            ImageRequest(prompt=PROMPT, aspect="7:13"),
            ImageRequest(prompt=PROMPT, seed=5),
            ImageRequest(prompt=PROMPT, negative="text"),
            ImageRequest(prompt=PROMPT, references=("a",) * 15),
            ImageRequest(prompt=PROMPT, model="no-such-model"),
            ImageRequest(prompt=PROMPT, provider="somebody-else"),
            ImageRequest(prompt="x" * 100_000),
        ],
        ids=["size", "aspect", "seed", "negative", "references", "model", "provider", "prompt"],
    )
    async def test_what_it_cannot_is_known_before_paying(self, name: str, wish: ImageRequest) -> None:
        async with stage(name) as (provider, service):
            try:
                provider.check(wish)
            except UnsupportedRequest as error:
                assert error.key.startswith("unsupported.")  # noqa: PT017  either way is right, each has its duty
            else:
                assert provider.price(wish).units >= 1
            assert not service.seen

    async def test_a_bad_key_is_named(self, name: str) -> None:
        if CATALOGUE[name].key == "none":
            return
        async with stage(name, key="wrong-key-abcdef") as (provider, _):
            with pytest.raises(KeyRejected) as caught:
                await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
            assert "wrong-key" not in str(caught.value)

    async def test_probes_at_no_cost(self, name: str) -> None:
        async with stage(name) as (provider, service):
            assert (await provider.probe()).ok
            assert not service.drawings
        if CATALOGUE[name].key != "none":
            async with stage(name, key="wrong-key-abcdef") as (provider, _):
                assert not (await provider.probe()).ok

    async def test_nobody_listens(self, name: str) -> None:
        async with stage(name) as (provider, service):
            service.origin = ""
        provider = open_provider(CATALOGUE[name], _Nowhere(service.base_path), service.key)
        with pytest.raises(Overloaded):
            await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        await provider.aclose()

    async def test_accidents(self, name: str) -> None:
        """All at once, each at a service of its own: two of them have to be waited for."""
        told = await asyncio.gather(*(_accident(name, accident) for accident in ACCIDENTS))
        assert not any(told), "".join(told)

    async def test_no_time_left(self, name: str) -> None:
        async with stage(name) as (provider, service):
            with pytest.raises(NotStarted):
                await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, -1.0))
            assert not service.seen

    async def test_cancelling_leaves_nothing_open(self, name: str) -> None:
        async with stage(name) as (provider, service):
            service.plays.append(silence())
            before = asyncio.all_tasks()
            drawing = asyncio.ensure_future(provider.draw(ImageRequest(prompt=PROMPT), ticket(provider)))
            while not service.drawings:
                await asyncio.sleep(0.01)
            drawing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await drawing
            left = {task for task in asyncio.all_tasks() - before if "RequestHandler" not in repr(task)}
            assert not left

    async def test_a_job_is_noted_before_it_is_waited_for_and_found_again(self, name: str) -> None:
        async with stage(name) as (provider, service):
            noted: list[str] = []

            async def submitted(handle: str) -> None:
                noted.append(handle)
                raise asyncio.CancelledError  # the process ends here

            with suppress(asyncio.CancelledError):
                await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, submitted=submitted))
            if not noted:  # answers at once: there is nothing to find again
                return
            assert "\n" not in noted[0]
            handed_in = len(service.drawings)
            again = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, submission=noted[0]))
            assert again.pictures
            assert len(service.drawings) == handed_in

    async def test_a_stumbling_poll_is_polled_again(self, name: str) -> None:
        async with stage(name) as (provider, service):
            service.polls.extend(
                [says(503, "busy"), cut(), says(200, "<html>proxy</html>"), says(429, {}), says(404, {})]
            )
            generation = await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, 300.0))
            assert generation.pictures


async def _accident(name: str, accident: str, patience: float = 0.12) -> str:
    """What went wrong with how it was taken, in a line; empty when it was taken well.

    On a busy machine the patience may be over before anything is sent; that says nothing, and more of it is given.
    """
    play, expected = ACCIDENTS[accident]
    async with stage(name) as (provider, service):
        service.plays.append(play)
        try:
            await provider.draw(
                ImageRequest(prompt=PROMPT), ticket(provider, patience if accident in ENDLESS else 60.0)
            )
        except ProviderError as error:
            handed_in = len(service.drawings)
            if accident in ENDLESS and not handed_in and patience < 10:
                return await _accident(name, accident, patience * 4)
            well = isinstance(error, expected) and error.provider == name and service.key not in str(error)
            return "" if well and handed_in == 1 else f"\n{accident}: {error!r}, handed in {handed_in} times"
        return f"\n{accident}: a picture, in spite of it"


class _Nowhere(Emulator):
    """A port where nobody listens."""

    def __init__(self, base_path: str) -> None:
        super().__init__()
        self.base_path = base_path
        self.origin = "http://127.0.0.1:9"
