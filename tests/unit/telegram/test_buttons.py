from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.telegram.buttons import Buttons
from adapters.chat.telegram.limits import CALLBACK_BYTES
from bot.model import Action, Button

_ALL = st.sampled_from(list(Action))
_SUBJECTS = st.integers(0, 2**63 - 1)


@given(_ALL, _SUBJECTS)
def test_what_was_signed_is_read_back(action: Action, subject: int) -> None:
    data = Buttons(b"house").data(action, subject)
    assert Buttons(b"house").read(data) == (action, subject)
    assert len(data.encode()) <= CALLBACK_BYTES
    assert Buttons(b"another house").read(data) is None


@given(_ALL, _SUBJECTS, st.integers(0, 63), st.text(min_size=1, max_size=1))
def test_no_other_letter_passes(action: Action, subject: int, place: int, letter: str) -> None:
    data = Buttons(b"house").data(action, subject)
    place %= len(data)
    forged = data[:place] + letter + data[place + 1 :]
    assert forged == data or Buttons(b"house").read(forged) is None


@given(st.text())
def test_anything_else_is_refused(data: str) -> None:
    assert Buttons(b"house").read(data) is None


def test_rows_are_as_wide_as_a_phone_and_albums_are_numbered() -> None:
    rows = [[Button(action, 1, action.name) for action in list(Action)[:5]]] * 2
    keyboard = Buttons(b"house").keyboard(rows, numbered=True)
    assert keyboard is not None
    assert [len(row) for row in keyboard["inline_keyboard"]] == [3, 2, 3, 2]
    assert keyboard["inline_keyboard"][2][0]["text"] == "2 · AGAIN"
    assert Buttons(b"house").keyboard([]) is None
