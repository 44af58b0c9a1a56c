"""Callback bodies in XML or JSON, read into plain mappings and written so that nobody's words can break out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError

import orjson
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapters.chat.wechat.errors import BadRequest

Body = Mapping[str, Any]
_DEPTH = 16
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # pasted from anywhere; the platform passes them on as they are


class Format(StrEnum):
    XML = "xml"
    JSON = "json"


def read(raw: bytes) -> tuple[Body, Format]:
    """A body in whichever of the two formats the console is set to. Raises `BadRequest`."""
    if raw.lstrip()[:1] == b"{":
        return read_json(raw), Format.JSON
    return read_xml(raw), Format.XML


def read_json(raw: bytes) -> Body:
    """Raises `BadRequest` unless it is a JSON object."""
    try:
        body: object = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadRequest("not JSON") from error
    if not isinstance(body, dict):
        raise BadRequest("not a JSON object")
    return cast("dict[str, Any]", body)


def read_xml(raw: bytes) -> Body:
    """The root's children by name; a name that comes twice gives a list. Characters that XML cannot hold are left out.

    DTDs and entities are refused. Raises `BadRequest`.
    """
    try:
        root = fromstring(_CONTROL.sub(b"", raw), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadRequest("not XML") from error
    body: object = _node(root, _DEPTH)
    if not isinstance(body, dict):
        raise BadRequest("empty XML")
    return cast("dict[str, Any]", body)


def _node(element: Element, depth: int) -> Any:
    if depth == 0:
        raise BadRequest("nested too deeply")
    if not len(element):
        return element.text or ""
    fields: dict[str, Any] = {}
    for child in element:
        value = _node(child, depth - 1)
        if child.tag not in fields:
            fields[child.tag] = value
        elif isinstance(fields[child.tag], list):
            fields[child.tag].append(value)
        else:
            fields[child.tag] = [fields[child.tag], value]
    return fields


def text(body: Body, *path: str) -> str:
    """The words at a path (`text(body, "text", "content")`), numbers as digits; empty when there are none."""
    value: Any = body
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  # the JSON edge
    if isinstance(value, str):
        return value.replace("\0", "")  # which no database keeps
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def nodes(body: Body, *path: str) -> list[Body]:
    """The mappings of a list at a path; a single mapping counts as a list of one."""
    value: Any = body
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  # the JSON edge
    found: list[Any] = value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]  # the JSON edge
    return [node for node in found if isinstance(node, dict)]


def sent_at(body: Body) -> datetime:
    """`CreateTime` (Unix seconds), the epoch when it is not one."""
    words = text(body, "CreateTime")
    return datetime.fromtimestamp(int(words) if words.isascii() and words.isdigit() and len(words) < 12 else 0, UTC)


def write_xml(fields: Body) -> bytes:
    """`<xml>…</xml>` with words in CDATA, numbers bare. Lists repeat their element's name."""
    return f"<xml>{_inner(fields)}</xml>".encode()


def write_json(fields: Body) -> bytes:
    return orjson.dumps(fields)


def _inner(fields: Body) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: object) -> str:
    match value:
        case bool() | int():
            return f"<{name}>{int(value)}</{name}>"
        case str():
            return f"<{name}><![CDATA[{_cdata(value)}]]></{name}>"
        case Mapping():
            return f"<{name}>{_inner(value)}</{name}>"  # pyright: ignore[reportUnknownArgumentType]  # the JSON edge
        case Sequence():
            return "".join(_element(name, one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # the JSON edge
        case _:
            raise TypeError(f"cannot write {name}")


def _cdata(words: str) -> str:
    """Words that end a CDATA section are split over two; characters that XML cannot hold are left out."""
    return _IMPOSSIBLE.sub("", words).replace("]]>", "]]]]><![CDATA[>")
