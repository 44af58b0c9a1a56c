"""Who rings, where, and whose ring is believed: by what the operator wrote down."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.cli.opening import provider_names
from adapters.settings.reading import Settings, read_settings
from adapters.wiring.rings import ring_address, ring_addresses, unproven_rings

KEY = b"a secret of the tests, long enough"


def settings(folder: Path, **more: str) -> Settings:
    plain = {"DATA": str(folder), "PUBLIC_URL": "https://bot.example", "PROVIDERS": "fal,freepik,leonardo"}
    variables = {f"BANANABOT_{name}": value for name, value in {**plain, **more}.items()}
    return read_settings(variables, None, provider_names)


@pytest.mark.parametrize("name", ["freepik", "leonardo"])
def test_a_secret_that_is_written_down_lets_its_provider_ring(tmp_path: Path, name: str) -> None:
    without, given = settings(tmp_path), settings(tmp_path, **{f"{name.upper()}_WEBHOOK_SECRET": "hush"})
    assert name in unproven_rings(without)
    assert name not in unproven_rings(given)
    for found, rings in ((without, False), (given, True)):
        address = ring_addresses(found, KEY)
        assert address is not None
        assert address(name, 7).startswith("https://bot.example/providers/") is rings
        assert address("fal", 7).startswith("https://bot.example/providers/fal/callback/7-")


def test_a_secret_may_be_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "hush").write_text("hush-hush-hush\n", "utf-8")
    found = settings(tmp_path, FREEPIK_WEBHOOK_SECRET_FILE=str(tmp_path / "hush"))
    assert found.provider["freepik"].webhook_secret == "hush-hush-hush"
    assert "hush-hush" not in repr(found)


def test_where_leonardo_rings_is_told_without_making_a_secret(tmp_path: Path) -> None:
    assert ring_address(settings(tmp_path), "leonardo") == "its address is known after the first start"
    assert not (tmp_path / "secret").exists()
    told = ring_address(settings(tmp_path, SECRET="s" * 20), "leonardo")
    assert "https://bot.example/providers/leonardo/callback/0-" in told
