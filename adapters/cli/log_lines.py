"""How a log line is written: coloured for people, or one JSON object."""

from __future__ import annotations

import logging
import sys

import orjson
import structlog


def lines(form: str) -> logging.Formatter:
    """`json` or `console`."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _fields,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(form)],
    )


_ADDER = structlog.stdlib.ExtraAdder()


def _fields(logger: logging.Logger, method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Structlog calls the message `event`; our field of that name, an incoming's id, would take its place."""
    message = line["event"]
    line = _ADDER(logger, method, line)
    if line["event"] != message:
        line["event"], line["incoming"] = message, line["event"]
    return line


def _last(form: str) -> list[structlog.typing.Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(_json)]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def _json(line: object, **_: object) -> str:
    return orjson.dumps(line, default=str).decode()
