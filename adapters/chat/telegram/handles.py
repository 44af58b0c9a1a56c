"""The server's handles of files it already has: `photo:<file id> document:<file id>`, either or both."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from adapters.chat.telegram.fields import Node
from bot.ports import Sheet


class Form(StrEnum):
    """The server keeps one file as both: a photo's handle cannot be sent as a document, nor the other way round."""

    PHOTO = "photo"
    DOCUMENT = "document"


def handles(file: str | None) -> dict[str, str]:
    """The file ids in a handle, by form."""
    pairs = (word.partition(":") for word in (file or "").split())
    return {form: file for form, colon, file in pairs if colon and file}


def files(sheets: Sequence[Sheet], messages: Sequence[Any]) -> dict[int, str]:
    """What the messages that show them, as the server told them, say about each of the pictures."""
    found: dict[int, str] = {}
    for sheet, message in zip(sheets, map(Node, messages), strict=False):
        known = handles(sheet.file)
        for size in message["photo"]:  # the last one is the largest
            known[Form.PHOTO] = size["file_id"].text
        if file := message["document"]["file_id"].text:
            known[Form.DOCUMENT] = file
        if known:
            found[sheet.stored.id] = " ".join(f"{form}:{file}" for form, file in known.items())
    return found
