from __future__ import annotations

from pathlib import Path

import pytest

from adapters.chat.console.typed import Typed, read_typed


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("a red fox", Typed("a red fox")),
        (":1", Typed("", button="1")),
        (": Again ", Typed("", button="again")),
        (":再来一张", Typed("", button="再来一张")),
        (":) smile", Typed(":) smile")),
        (":-)", Typed(":-)")),
        (">12 make it night", Typed("make it night", reply="12.1")),
        ("> #12.2 make it night", Typed("make it night", reply="12.2")),
        (">12", Typed(">12")),
        ("+cat.png +dog.jpg both of them", Typed("both of them", (Path("cat.png"), Path("dog.jpg")))),
        ('+"my cat.png" brighter', Typed("brighter", (Path("my cat.png"),))),
        (">3 +cat.png and this", Typed("and this", (Path("cat.png"),), "3.1")),
        ("+1 for a fox", Typed("+1 for a fox")),
        ("", Typed("")),
        ("\x00", Typed("\x00")),
    ],
)
def test_what_is_typed_beside_words(line: str, typed: Typed) -> None:
    assert read_typed(line) == typed
