"""Zones as people write them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadOption
from bot.quota.zones import load_zone, read_zone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("asia/shanghai", "Asia/Shanghai"),
        ("New York", "America/New_York"),
        ("berlin", "Europe/Berlin"),
        ("北京", "Asia/Shanghai"),
        ("UTC", "UTC"),
        ("UTC+8", "Etc/GMT-8"),
        ("+08:00", "Etc/GMT-8"),
        ("－12", "Etc/GMT+12"),
        ("+14", "Etc/GMT-14"),
        ("GMT+0", "UTC"),
    ],
)
def test_names_cities_and_offsets(text: str, name: str) -> None:
    assert read_zone(text) == name
    assert load_zone(name).key == name


@pytest.mark.parametrize(
    ("text", "hint"), [("Asia/Shangai", "Asia/Shanghai"), ("Berln", "Europe/Berlin"), ("+15", "UTC+8"), ("", None)]
)
def test_an_unknown_zone_gets_the_nearest_name(text: str, hint: str | None) -> None:
    with pytest.raises(BadOption) as caught:
        read_zone(text)
    assert caught.value.key == "tz.unknown"
    assert hint is None or caught.value.fields["hint"] == hint


@given(st.text(max_size=40))
def test_any_text_is_a_zone_or_a_rejection(text: str) -> None:
    with contextlib.suppress(BadOption):
        name = read_zone(text)
        assert load_zone(name).key == name
