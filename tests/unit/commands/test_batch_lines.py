"""Many prompts as one command."""

from __future__ import annotations

import pytest

from bot.commands.picture import (
    Batch,
)
from bot.model import ImageRequest
from tests.unit.commands.typed import private, rejected


def test_a_batch_has_a_request_a_line_and_shares_options() -> None:
    command = private("/batch --ar 16:9 --style ink\na fox\n\na bear --ar 1:1\n")
    common = ImageRequest(prompt="", aspect="16:9", style="ink")
    assert command == Batch(
        (
            ImageRequest(prompt="a fox", aspect="16:9", style="ink"),
            ImageRequest(prompt="a bear", aspect="1:1", style="ink"),
        ),
        common,
    )


def test_a_batch_may_begin_on_the_first_line_or_come_as_a_file() -> None:
    first = private("批量 fox\nbear")
    assert isinstance(first, Batch)
    assert [request.prompt for request in first.requests] == ["fox", "bear"]
    assert private("/batch") == Batch((), ImageRequest(prompt=""))


def test_a_bad_line_of_a_batch_is_numbered() -> None:
    rejection = rejected("/batch\nfox\nbear --n 9")
    assert (rejection.key, rejection.fields["line"]) == ("option.n", 2)


@pytest.mark.parametrize(("line", "key"), [("--n 2", "prompt.empty"), ("x" * 12_001, "prompt.too_long")])
def test_every_line_of_a_batch_is_a_prompt(line: str, key: str) -> None:
    rejection = rejected(f"/batch\nfox\n{line}")
    assert (rejection.key, rejection.fields["line"]) == (key, 2)


def test_a_batch_has_an_end() -> None:
    assert rejected("/batch\n" + "fox\n" * 201).key == "batch.too_many"
