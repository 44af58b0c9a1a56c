"""Updates made from the published Bot API schema, as aiogram carries it, and then broken: parts replaced, dropped, repeated."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from importlib import import_module
from random import Random
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel

Json = dict[str, Any]

_DEEPEST = 4
_WORDS = (
    "",
    "private",
    "supergroup",
    "/imagine a fox",
    "@banana_test_bot",
    "XTR",
    "mention",
    "\x00",
    "\ud800",
    "😀" * 9,
)
_NUMBERS = (0, 1, -1, 7, 42, -1001, 1087968824, 2**31, 2**53, -(2**63), 2**64)
_ODD: tuple[Any, ...] = (None, True, 3.5, "x", "9" * 5000, [], [None], [[]], {}, {"id": 1}, {"id": "x"}, *_NUMBERS)
KINDS = ("message", "edited_message", "callback_query", "inline_query", "pre_checkout_query")
"""What we ask for; the other kinds come too, as a server of tomorrow might send them."""


def update(number: int, chance: Random, named: Mapping[str, Sequence[Any]]) -> Json:
    """A broken update; its number alone is right, or the server could not count. `named`: what may stand in fields so called."""
    fields = _published().model_fields
    kind = chance.choice(KINDS) if chance.random() < 0.9 else chance.choice(list(fields))
    content = value(fields[kind].annotation, chance, named, 0)
    return {kind: broken(content, chance), "update_id": number}


@cache
def _published() -> type[BaseModel]:
    """aiogram takes three seconds to import: only who makes updates pays for that."""
    return cast("type[BaseModel]", import_module("aiogram.types").Update)


def value(kind: Any, chance: Random, named: Mapping[str, Sequence[Any]], depth: int) -> Any:
    """Something of that type, the optional parts left out more often the deeper it stands."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        real = [part for part in parts if part is not type(None)]
        return value(chance.choice(real), chance, named, depth)
    if origin is Annotated:
        return value(parts[0], chance, named, depth)
    if origin is Literal:
        return parts[0]
    if origin is list:
        return (
            [value(parts[0], chance, named, depth + 1) for _ in range(chance.choice((0, 1, 1, 2)))]
            if depth < _DEEPEST
            else []
        )
    if isinstance(kind, type):
        return _plain(kind, chance, named, depth)
    return None


def _plain(kind: type, chance: Random, named: Mapping[str, Sequence[Any]], depth: int) -> Any:
    if issubclass(kind, BaseModel):
        return _model(kind, chance, named, depth)
    if issubclass(kind, Enum):
        return next(iter(kind)).value
    if issubclass(kind, bool):
        return chance.random() < 0.5
    if issubclass(kind, int | datetime | timedelta):
        return chance.choice(_NUMBERS)
    return chance.random() * 100 if issubclass(kind, float) else chance.choice(_WORDS)


def _model(kind: type[BaseModel], chance: Random, named: Mapping[str, Sequence[Any]], depth: int) -> Json:
    often = 0.0 if depth >= _DEEPEST else 0.5 / (depth + 1)
    return {
        ("from" if name == "from_user" else name): (
            chance.choice(named[name]) if name in named else value(field.annotation, chance, named, depth + 1)
        )
        for name, field in kind.model_fields.items()
        if field.is_required() or chance.random() < often
    }


def broken(whole: Any, chance: Random) -> Any:
    """The same shape with parts replaced, dropped or repeated."""
    if chance.random() < 0.02:
        return chance.choice(_ODD)
    match whole:
        case dict():
            kept = [item for item in cast("Json", whole).items() if chance.random() < 0.97]
            return {name: broken(part, chance) for name, part in kept}
        case list():
            parts = [broken(part, chance) for part in cast("Sequence[Any]", whole)]
            return parts * chance.choice((1, 1, 1, 2))
        case _:
            return whole
