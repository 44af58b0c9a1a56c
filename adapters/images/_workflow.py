"""An operator's own graph or list of arguments: the holes in it, what they are filled with, what they say it can."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._facts import Model
from adapters.images._frames import pixels
from bot.model import SEEDS


def filled(graph: object, holes: Mapping[str, object]) -> object:
    """The graph with every `$NAME` that is a whole value replaced by its value, and every one inside a text by its words."""
    if js.is_table(graph):
        return {name: filled(one, holes) for name, one in graph.items()}
    if js.is_list(graph):
        return [filled(one, holes) for one in graph]
    if not isinstance(graph, str) or "$" not in graph:
        return graph
    if graph in holes:
        return holes[graph]
    for name in sorted(holes, key=len, reverse=True):
        graph = graph.replace(name, str(holes[name]))
    return graph


def holes(ask: Ask, references: Sequence[object], *, step: int, absent: object) -> dict[str, object]:
    """What fills every hole. The seed is never left open: an app's own would draw the same picture for ever."""
    width, height = pixels(ask.shape, ask.size, step=step)
    given = dict(enumerate(references, 1))
    return {
        "$PROMPT": ask.prompt,
        "$NEGATIVE": ask.negative or "",
        "$SEED": secrets.randbelow(SEEDS) if ask.seed is None else ask.seed,
        "$WIDTH": width,
        "$HEIGHT": height,
        "$COUNT": ask.count,
        "$REFERENCE": given.get(1, absent),
        **{f"$REFERENCE{number}": given.get(number, absent) for number in range(1, 10)},
    }


def able(model: Model, graph: object) -> Model:
    """The model as its graph allows: what there is no hole for, it cannot; each `$REFERENCE` takes a picture."""
    said = orjson.dumps(graph).decode()
    numbers = [int(found) for found in re.findall(r"\$REFERENCE([1-9])", said)]
    return replace(
        model,
        aspects=model.aspects if "$WIDTH" in said and "$HEIGHT" in said else (),
        references=max(numbers, default=1 if "$REFERENCE" in said else 0),
        count=model.count if "$COUNT" in said else 1,
        seed="$SEED" in said,
        negative="field" if "$NEGATIVE" in said else "none",
    )
