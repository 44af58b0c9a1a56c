"""The page about providers says what is true, and its worked example works."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

import adapters.images
from adapters.images._provider import HttpProvider
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import ContentRefused, ProviderError
from bot.model import ImageRequest
from tests.contracts.provider_stage import RealClock, provider_names, ticket
from tests.emulators.providers.pictures import png
from tests.emulators.providers.server import Emulator, says
from tests.unit.images.handbook import PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python -m tests.unit.images.handbook`"


def test_every_provider_file_has_facts_and_stands_on_the_page() -> None:
    written = PAGE.read_text("utf-8")
    for name in provider_names():
        assert name in load()
        assert f"## `{name}`" in written


class Easel(Emulator):
    base_path = "/v1"

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1/jobs", self._take)
        router.add_get("/v1/jobs/{id}", self._show)
        router.add_get("/v1/me", self._me)
        router.add_get("/files/a.png", self._file)

    async def _take(self, request: web.Request) -> web.Response:
        assert request.headers["authorization"] == f"Bearer {self.key}"
        assert set(await request.json()) == {"model", "text", "format"}
        return web.json_response({"id": "j1", "state": "waiting"}, status=201)

    async def _show(self, request: web.Request) -> web.Response:
        return web.json_response({"id": "j1", "state": "done", "picture": f"{self.origin}/files/a.png"})

    async def _me(self, request: web.Request) -> web.Response:
        return web.json_response({})

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=png(), content_type="image/png")


@pytest.fixture
def example(tmp_path: Path) -> Iterator[Path]:
    """The page's two blocks, put where they belong: the file beside the providers, the table into an operator's file."""
    written = PAGE.read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", written, re.DOTALL)
    table = re.search(r"```toml\n(\[easel\].*?)```", written, re.DOTALL)
    assert code
    assert table
    (tmp_path / "easel.py").write_text(code[1], "utf-8")
    (tmp_path / "mine.toml").write_text(table[1], "utf-8")
    adapters.images.__path__.append(str(tmp_path))
    yield tmp_path / "mine.toml"
    adapters.images.__path__.remove(str(tmp_path))
    sys.modules.pop("adapters.images.easel", None)


async def test_the_worked_example_draws(example: Path) -> None:
    async with Easel() as service:
        targets = open_targets(
            load(example), "easel", clock=RealClock(), keys=[service.key], base_urls=[service.base_url]
        )
        provider = targets[0].provider
        assert isinstance(provider, HttpProvider)
        assert (await provider.probe()).ok
        noted: list[str] = []

        async def submitted(handle: str) -> None:
            noted.append(handle)

        generation = await provider.draw(ImageRequest(prompt="a fox"), ticket(provider, submitted=submitted))
        assert generation.pictures[0].data == png()
        assert generation.micros == 20_000
        assert noted == ["j1"]
        service.polls.append(says(200, {"id": "j1", "state": "forbidden"}))
        with pytest.raises(ContentRefused):
            await provider.draw(ImageRequest(prompt="a fox"), ticket(provider))
        await provider.aclose()


async def test_a_provider_file_with_a_fault_fails_alone(tmp_path: Path) -> None:
    """Whatever a file raises becomes a provider's error: the service goes on."""
    fault = "from adapters.images._provider import HttpProvider\n\n\nclass Provider(HttpProvider):\n"
    fault += "    def submit(self, ask):\n        return {}['no']\n\n    def read(self, answer):\n        raise RuntimeError\n"
    (tmp_path / "faulty.py").write_text(fault, "utf-8")
    (tmp_path / "mine.toml").write_text(
        '[faulty]\nkey = "none"\nbase_urls = ["http://127.0.0.1:9"]\nmodel = "m"\n[faulty.models.m]\n', "utf-8"
    )
    adapters.images.__path__.append(str(tmp_path))
    try:
        (target,) = open_targets(load(tmp_path / "mine.toml"), "faulty", clock=RealClock())
        assert isinstance(target.provider, HttpProvider)
        with pytest.raises(ProviderError, match="a fault in its file"):
            await target.provider.draw(ImageRequest(prompt="x"), ticket(target.provider))
        await target.provider.aclose()
    finally:
        adapters.images.__path__.remove(str(tmp_path))
        sys.modules.pop("adapters.images.faulty", None)
