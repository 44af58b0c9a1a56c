"""Pictures that are taken out of JSON before it is read: the same ones that reading it would have found."""

from __future__ import annotations

import base64
import json
from random import Random

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.images import _json as js
from adapters.images._embedded import LEAST, lifted

PICTURE = b"\x89PNG\r\n\x1a\n" + Random(1).randbytes(LEAST)
TEXT = base64.b64encode(PICTURE).decode()


def restored(value: object, pictures: dict[str, bytes]) -> object:
    """The JSON as it was, from what `lifted` made of it."""
    if js.is_table(value):
        return {restored(key, pictures): restored(one, pictures) for key, one in value.items()}
    if js.is_list(value):
        return [restored(one, pictures) for one in value]
    if isinstance(value, str) and value in pictures:
        head = value.partition(",")[0] + "," if value.startswith("data:") else ""
        return head + base64.b64encode(pictures[value]).decode()
    return value


@pytest.mark.parametrize("text", [TEXT, f"data:image/png;base64,{TEXT}"], ids=["bare", "URI"])
@pytest.mark.parametrize("indent", [None, 2])
def test_pictures_are_found_where_they_lie(text: str, indent: int | None) -> None:
    tree = {"a": [text, {"b": text, "c": 'she said "x"'}], "d": text}
    short, pictures = lifted(json.dumps(tree, indent=indent).encode())
    assert list(pictures.values()) == [PICTURE] * 3
    assert len(short) < 1_000
    assert restored(orjson.loads(short), pictures) == tree


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"a": "A" * 2 * LEAST}),
        json.dumps({"a": TEXT + "!"}),
        json.dumps({"a": TEXT + "\n"}),
        json.dumps({"a": TEXT}).replace("/", "\\/"),
        json.dumps({"a": f"data:image/png,{TEXT}"}),
        json.dumps({"a": json.dumps({"b": TEXT})}),
        json.dumps({"a": f"see data:image/png;base64,{TEXT}"}),
        f'data: {{"a": "{TEXT}"}}',
        f'{{"a": "{TEXT}',
        TEXT,
        "",
    ],
    ids=["letters", "mark", "break", "slashes", "plain", "inner", "words", "stream", "cut", "text", "nothing"],
)
def test_all_else_stays_as_it_is(body: str) -> None:
    assert lifted(body.encode()) == (body.encode(), {})


def test_what_is_no_json_does_not_become_it() -> None:
    short, _ = lifted(f'{{"a": "b"{TEXT}"c"}}'.encode())
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(short)


LEAVES = (
    st.sampled_from([TEXT, f"data:image/png;base64,{TEXT}", "x" * LEAST, '"', "\\", "\\" * 3]) | st.text() | st.none()
)


@given(
    st.recursive(
        LEAVES,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3) | st.just(TEXT), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_nothing_is_lost_and_nothing_added(tree: object) -> None:
    body = orjson.dumps({"answer": tree})
    short, pictures = lifted(body)
    assert restored(orjson.loads(short), pictures) == orjson.loads(body)
