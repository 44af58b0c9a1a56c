"""Reads a call: query string, form, multipart or JSON, checked against the table of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import BodyPartReader, web

from tests.emulators.telegram.refusal import bad
from tests.emulators.telegram.table import METHODS

_BOOLEANS = {"true": True, "false": False, "True": True, "False": False, "1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One method call: typed parameters, and the files that came along by their part's name."""

    method: str
    values: dict[str, Any]
    uploads: dict[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


async def read_call(request: web.Request, method: str) -> Call:
    """Raises a `Refusal` for what the real server refuses, and for parameters it would silently ignore."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = orjson.loads(await request.read() or b"{}")
        if not isinstance(body, dict):
            raise bad("body must be a JSON object")
        values |= body
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read(decode=True))
            if part.filename:
                uploads[part.name or ""] = Upload(part.filename, part.headers.get("Content-Type", ""), data)
            else:
                values[part.name or ""] = data.decode()
    elif request.method == "POST":
        values |= await request.post()
    return Call(method, _typed(method, values, uploads), uploads)


def _typed(method: str, values: dict[str, Any], uploads: dict[str, Upload]) -> dict[str, Any]:
    table = METHODS[method]
    attached = {name for name in uploads if name not in table}
    if unknown := set(values) - set(table):
        raise bad(f"unknown parameter {min(unknown)} in {method}")
    text = orjson.dumps(values).decode()
    for name in attached:
        if f"attach://{name}" not in text:
            raise bad(f"file {name} is not referred to by anything")
    typed = {name: _value(name, table[name].rstrip("!"), value) for name, value in values.items()}
    typed |= {name: uploads[name] for name in uploads if name in table}
    for name, kind in table.items():
        if kind.endswith("!") and name not in typed:
            raise bad("chat_id is empty" if name == "chat_id" else f"parameter {name} is required")
    return typed


def _value(name: str, kind: str, value: Any) -> Any:
    match kind:
        case "int" | "chat":
            try:
                return int(value)
            except (TypeError, ValueError):
                raise bad("chat not found" if kind == "chat" else f"can't parse {name}") from None
        case "bool":
            if value in _BOOLEANS:
                return _BOOLEANS[value]
            raise bad(f"can't parse {name}")
        case "json":
            return _json(name, value)
        case _:
            if not isinstance(value, str):
                raise bad(f"{name} must be a string")
            return value


def _json(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise bad(f"can't parse {name} JSON object") from None
