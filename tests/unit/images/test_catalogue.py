"""The packaged facts, the operator's file over them, and wrong keys named with their place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.errors import ConfigurationError
from bot.model import ImageRequest, Price
from tests.fakes.clock import FakeClock


def over(tmp_path: Path, written: str) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(written, "utf-8")
    return file


def test_an_operators_file_overrides_by_key(tmp_path: Path) -> None:
    facts = load(
        over(
            tmp_path,
            """
            [gemini]
            concurrency = 3
            [gemini.models."gemini-nano-banana-2.1"]
            price = { 1k = 0.05 }
            [gemini.models.new]
            retires = 2027-01-31
            tokens = { image_out = 30.000001 }
            """,
        )
    )["gemini"]
    assert facts.concurrency == 3
    assert facts.auth == "header x-goog-api-key"
    assert facts.models["gemini-nano-banana-2.1"].price == {"1k": 50_000, "2k": 50_400, "4k": 75_600}
    assert facts.models["new"].retires == date(2027, 1, 31)
    assert facts.models["new"].tokens is not None
    assert facts.models["new"].tokens.image_out == 30_000_001


def test_another_relay_is_three_lines(tmp_path: Path) -> None:
    written = '[apiyi]\nlike = "laozhang"\ntitle = "Another"\nbase_urls = ["https://relay.example#cn-south-1"]'
    catalogue = load(over(tmp_path, written))
    (target,) = open_targets(catalogue, "apiyi", clock=FakeClock(), keys=["k" * 9])
    assert target.id == "apiyi/relay.example#cn-south-1/key1"
    assert target.provider.name == "apiyi"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[gemini]\nconcurency = 3", "[gemini] has an unknown key `concurency`: did you mean `concurrency`?"),
        ("[gemini]\nwhatever = 3", "known keys:"),
        ("[gemini]\nconcurrency = -1", "[gemini] `concurrency` must be a whole number from 0, not -1"),
        ("[gemini]\nzone = 'Mars/Olympus'", "`zone` must be a time zone"),
        ("[gemini]\nauth = 'password'", "`auth` must be bearer"),
        ("[gemini]\nmodel = 'gone'", 'names the model "gone", which has no table'),
        ("[gemini.models.x]\nprice = { 3k = 1 }", '[gemini.models."x"] `price` must be a table of 1k, 2k, 4k'),
        ("[gemini.models.x]\nprice = { 1k = '1' }", "must be a price in USD"),
        ("[gemini.models.x]\nsizes = ['8k']", "must be a list of 1k, 2k, 4k"),
        ("[gemini.models.x]\nretires = 'soon'", "must be a day like"),
        ("[gemini.models.x]\nseed = 1", "must be true or false"),
        ("[gemini.models.x]\nstatus = 'dead'", "must be one of live, deprecated, retired"),
        ("[gemini.models.x]\nnames = 'a'", "must be a list like"),
        ("[gemini.models.x]\noptions = 1", "must be a table"),
        ("[gemini.models.x]\ntokens = { words = 1 }", "must be a table of text_in"),
        ("[gemini]\nseconds = 0", "must be a number above 0"),
        ("[gemini]\ntitle = 1", "must be text in quotes"),
        ("[mine]\nlike = 'nobody'", 'is like "nobody"'),
        (
            "[laozhang.models.x]\noptions = { route = 'chta' }",
            """[laozhang.models."x"] has an unknown route 'chta': did you mean 'chat'?""",
        ),
        ("[gemni]\nconcurrency = 3", "[gemni] is no provider here: did you mean [gemini]?"),
        ("[apiyi]\nconcurrency = 3", 'needs like = "laozhang"'),
        ("[gemini.models.x]\naspects = ['16x9']", 'must be "any" or a list like'),
        ("gemini = 1", "stands outside a provider's table"),
        ("[gemini", "not TOML"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, written: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(over(tmp_path, written))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml: cannot be read"):
        load(tmp_path / "none.toml")


def test_a_model_is_found_however_it_is_written_and_one_of_ones_own_keeps_its_capitals(tmp_path: Path) -> None:
    file = over(tmp_path, '[local.models."Qwen-Image-2"]\nnames = ["Qwen"]\n')
    local = load(file)["local"]
    for written in ("Qwen-Image-2", "qwen-image-2", "QWEN", "qwen"):
        found = local.find(written)
        assert found is not None
        assert found.id == "Qwen-Image-2"
    own = local.find("FLUX.1-dev")
    assert own is not None
    assert own.id == "FLUX.1-dev"


def test_units_and_prices() -> None:
    model = load()["gemini"].models["gemini-nano-banana-2.1"]
    assert model.cost(ImageRequest(prompt="x")) == Price(1, 33_600)
    assert model.cost(ImageRequest(prompt="x", size="4k", count=2)) == Price(8, 151_200)
    pro = load()["gemini"].models["gemini-3-pro-image"]
    assert pro.cost(ImageRequest(prompt="x", references=("a", "b"))).micros == 134_000 + 2 * 1_100


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("nobody", {}, "no provider 'nobody'"),
        ("gemini", {}, "BANANABOT_GEMINI_KEYS is empty"),
        ("gemini", {"keys": ["a\nb" * 5]}, "characters that no key has"),
        ("gemini", {"keys": ["k" * 9], "model": "gpt-9"}, 'gemini has no model "gpt-9"'),
        ("gemini", {"keys": ["k" * 9], "base_urls": ["ftp://x"]}, "BANANABOT_GEMINI_BASE_URL"),
        ("gemini", {"keys": ["k" * 9], "base_urls": ["https://u:p@x/"]}, "is no base URL"),
    ],
)
def test_a_wrong_setting_is_named(name: str, more: dict[str, list[str]], said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_targets(load(), name, clock=FakeClock(), **more)  # type: ignore[arg-type]  # wrong on purpose
    assert said in str(caught.value)


def test_a_target_for_each_endpoint_and_key() -> None:
    urls = ["https://a.example/v1", "https://a.example/v2/", "http://127.0.0.1:7"]
    targets = open_targets(load(), "gemini", clock=FakeClock(), keys=["one-key", " ", "two-key"], base_urls=urls)
    assert [target.id for target in targets] == [
        "gemini/a.example/key1",
        "gemini/a.example/key2",
        "gemini/a.example~2/key1",
        "gemini/a.example~2/key2",
        "gemini/127.0.0.1:7/key1",
        "gemini/127.0.0.1:7/key2",
    ]
    assert targets[0].zone == "America/Los_Angeles"
    assert targets[0].patience == 300.0
