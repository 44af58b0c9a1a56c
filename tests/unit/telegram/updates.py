"""Updates as the Bot API shapes them, for reading without a server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from adapters.chat.telegram.buttons import Buttons
from adapters.chat.telegram.inbound import Me, read
from bot.model import Incoming

ME = Me(42, "banana_test_bot")
BUTTONS = Buttons(b"house")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENT = int(NOW.timestamp()) - 5

ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "last_name": "Lee", "language_code": "zh-hans"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
GROUP = {"id": -1009, "type": "supergroup", "title": "Club"}


def message(**more: Any) -> dict[str, Any]:
    whole = {"message_id": 5, "date": SENT, "chat": PRIVATE, "from": ANN, **more}
    return {"update_id": 1, "message": whole}


def incoming(update: object) -> Incoming | None:
    return read(update, ME, BUTTONS, NOW)


def heard(**more: Any) -> Incoming:
    found = incoming(message(**more))
    assert found is not None
    return found
