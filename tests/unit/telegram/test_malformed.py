"""Ten thousand updates that no server should send: mutated from the shapes of the Bot API."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.chat.telegram.fields import Node
from bot.model import Action, Incoming
from tests.unit.telegram.updates import ANN, BUTTONS, GROUP, PRIVATE, SENT, incoming

_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True),
    st.text(max_size=20),
    st.lists(st.none() | st.integers() | st.text(max_size=3), max_size=3),
    st.dictionaries(st.sampled_from(["id", "type", "text", "user"]), st.none() | st.integers() | st.text(max_size=3)),
)
_ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 3.5, float("nan"), 2**53, -(2**63), 2**64, 10**30),
    *("", "\x00", "\ud800", "private", "supergroup", "mention", "@banana_test_bot", "😀" * 9, "9" * 5000),
    *([], [None], [[]], {}, {"id": 1}, {"id": "x"}, {"type": []}, [{"file_id": 1}], [{"file_id": "f"}]),
]
_ENTITY = {"type": "mention", "offset": 0, "length": 16, "user": ANN}
_FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 3, "file_name": "x.png", "mime_type": "image/png"}
_PHOTO = {"file_id": "p", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 100}
_MESSAGE: dict[str, Any] = {
    "message_id": 5,
    "message_thread_id": 7,
    "is_topic_message": True,
    "date": SENT,
    "edit_date": SENT + 3,
    "chat": GROUP,
    "from": ANN,
    "sender_chat": GROUP,
    "is_automatic_forward": False,
    "via_bot": {"id": 1, "is_bot": True},
    "text": "@banana_test_bot a fox",
    "entities": [_ENTITY],
    "caption": "/imagine a fox",
    "caption_entities": [_ENTITY],
    "photo": [_PHOTO, _PHOTO],
    "document": _FILE,
    "animation": _FILE,
    "sticker": _FILE,
    "media_group_id": "1",
    "migrate_to_chat_id": -1001,
    "external_reply": {"photo": [_PHOTO]},
}
_WHOLE: dict[str, Any] = {
    "update_id": 9,
    "message": {**_MESSAGE, "reply_to_message": _MESSAGE},
    "edited_message": _MESSAGE,
    "callback_query": {
        "id": "1",
        "from": ANN,
        "message": {**_MESSAGE, "chat": PRIVATE},
        "inline_message_id": "i",
        "data": BUTTONS.data(Action.AGAIN, 3),
    },
}


def mutated(value: Any, chance: Random) -> Any:
    """The same shape with parts replaced, dropped or repeated."""
    if chance.random() < 0.04:
        return chance.choice(_ODD)
    match value:
        case dict():
            kept = [item for item in cast("dict[str, Any]", value).items() if chance.random() < 0.93]
            return {key: mutated(part, chance) for key, part in kept}
        case list():
            parts = [mutated(part, chance) for part in cast("Sequence[Any]", value)]
            return parts * chance.choice((1, 1, 1, 2))
        case _:
            return value


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_no_update_is_too_odd_to_be_read(seed: int) -> None:
    chance = Random(seed)
    for _ in range(50):
        kind = chance.choice(["message", "edited_message", "callback_query"])
        found = incoming(mutated({"update_id": 9, kind: _WHOLE[kind]}, chance))
        if found is not None:
            assert isinstance(found, Incoming)
            assert found.chat.id.lstrip("-").isdigit()
            assert "\x00" not in found.text


@given(_JUNK)
def test_nothing_is_too_odd_to_be_looked_into(value: object) -> None:
    node = Node(value)
    assert isinstance(node["text"].text, str)
    assert node["a"]["b"].number is None
    assert list(node["a"]) == []
    assert incoming(value) is None
