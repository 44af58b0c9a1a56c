"""Reads lines from a person: history, completion, a line below that says what is going on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.patch_stdout import patch_stdout


async def typed_lines(
    prompt: str, history: Path, words: Sequence[str], toolbar: Callable[[], str]
) -> AsyncIterator[str]:
    """Until Ctrl-D. Alt-Enter makes a new line inside a message; `toolbar` is asked for what is going on now."""
    history.parent.mkdir(parents=True, exist_ok=True)
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history)),
        completer=WordCompleter(list(words), sentence=True),
        complete_while_typing=False,
        key_bindings=_keys(),
        bottom_toolbar=lambda: toolbar() or None,
        refresh_interval=0.5,
    )
    with patch_stdout(raw=True):
        while True:
            try:
                yield await session.prompt_async(prompt)
            except EOFError:
                return
            except KeyboardInterrupt:
                continue  # as in a shell: the line is given up, not the chat


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _newline(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys
