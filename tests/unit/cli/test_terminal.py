"""A table where somebody looks at it."""

from __future__ import annotations

import pytest

from adapters.cli.cells import Row
from adapters.cli.terminal import draw

ROW: Row = {f"column {number}": f"value-{number}" for number in range(9)}


@pytest.mark.parametrize(("columns", "line"), [("200", "value-0    value-1"), ("40", "column 8: value-8\n")])
def test_what_has_no_room_beside_each_other_stands_below_each_other(
    columns: str, line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    draw([ROW, ROW])
    assert line in capsys.readouterr().out


def test_a_name_cannot_move_the_cursor_or_open_a_column(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    draw([{"name": "a\x1b[2J\tb\u202ec"}])
    assert "a[2J bc" in capsys.readouterr().out
