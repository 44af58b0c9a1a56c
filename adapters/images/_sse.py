"""Reads server-sent events that have all come (WHATWG HTML, section 9.2)."""

from __future__ import annotations


def events(body: bytes) -> list[tuple[str, str]]:
    """(event, data) of each whole event; one without an end is not one."""
    found: list[tuple[str, str]] = []
    text = body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for block in text.split("\n\n")[:-1]:
        fields = [line.partition(":") for line in block.split("\n") if line and not line.startswith(":")]
        name = [value.removeprefix(" ") for field, _, value in fields if field == "event"]
        data = [value.removeprefix(" ") for field, _, value in fields if field == "data"]
        if name or data:
            found.append((name[-1] if name else "message", "\n".join(data)))
    return found
