"""A log line says what happened, whatever stands beside it."""

from __future__ import annotations

import logging

import orjson
import pytest

from adapters.cli.log_lines import lines


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_field_called_event_does_not_take_the_messages_place(form: str) -> None:
    record = logging.makeLogRecord(
        {"msg": "not stored", "levelname": "ERROR", "name": "door", "event": "id-1", "job": 7}
    )
    line = lines(form).format(record)
    if form == "json":
        said = orjson.loads(line)
        assert (said["event"], said["incoming"], said["job"]) == ("not stored", "id-1", 7)
    else:
        assert "not stored" in line
        assert "incoming=id-1" in line
