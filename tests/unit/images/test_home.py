"""Whatever an operator writes as a base URL, with or without its version, the documented paths hang below it."""

from __future__ import annotations

import pytest

from adapters.images._home import home, through
from tests.contracts.provider_stage import CATALOGUE

WRITTEN = [
    ("gemini", "http://h:1", "/v1beta"),
    ("gemini", "http://h:1/v1beta/", "/v1beta"),
    ("gemini", "http://h:1/google/v1beta", "/google/v1beta"),
    ("laozhang", "http://h:1", ""),
    ("laozhang", "http://h:1/v1", ""),
    ("laozhang", "http://h:1/relay/v1beta", "/relay"),
    ("openrouter", "http://h:1", "/api/v1"),
    ("openrouter", "http://h:1/v1", "/v1"),
    ("openrouter", "http://h:1/api/", "/api/v1"),
    ("openrouter", "http://h:1/ap", "/ap"),
    ("leonardo", "http://h:1/api", "/api/rest"),
    ("openai", "http://h:1", "/v1"),
    ("openai", "http://h:1/v1", "/v1"),
    ("openai", "http://h:1/api/paas/v4", "/api/paas/v4"),
    ("stability", "http://h:1/v2beta", ""),
    ("replicate", "http://h:1", "/v1"),
    ("leonardo", "http://h:1", "/api/rest"),
    ("leonardo", "http://h:1/api/rest/v1", "/api/rest"),
    ("leonardo", "http://h:1/api/rest/v2", "/api/rest"),
    ("freepik", "http://h:1/v1/ai", ""),
    ("freepik", "http://h:1/v1", ""),
    ("higgsfield", "http://h:1", ""),
    ("huggingface", "http://h:1/v1", ""),
    ("gradio", "http://h:1/gradio_api", ""),
    ("a1111", "http://h:1/sdapi/v1/", ""),
    ("comfyui", "http://h:1/api", ""),
    ("local", "http://h:1", "/v1"),
    ("puter", "http://h:1", ""),
    ("fal", "http://h:1/proxy", "/proxy"),
]


@pytest.mark.parametrize(("name", "written", "path"), WRITTEN)
def test_a_base_url_is_taken_as_it_is_written_elsewhere(name: str, written: str, path: str) -> None:
    assert home(f"{written}#eu", CATALOGUE[name]) == (f"http://h:1{path}", "eu")


def test_every_base_url_of_the_catalogue_stays_as_it_is() -> None:
    for name in CATALOGUE.names:
        for url in CATALOGUE[name].base_urls:
            assert home(url, CATALOGUE[name])[0] == url


def test_an_address_that_the_provider_wrote_is_asked_for_through_the_gateway() -> None:
    fal = CATALOGUE["fal"]
    assert through("https://queue.fal.run/a/requests/1", "http://h:1/proxy", fal) == "http://h:1/proxy/a/requests/1"
    assert not through("https://queue.fal.run.evil.example/a", "http://h:1", fal)
    assert not through("https://elsewhere.example/a", "http://h:1", fal)
