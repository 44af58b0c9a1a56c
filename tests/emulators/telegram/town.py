"""What the server knows: people, chats with their messages, files, and the updates waiting for the bot."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

Json = dict[str, Any]

ANONYMOUS = 1087968824
CHANNEL_POSTS = 777000
QUIET_KINDS = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class StoredFile:
    """`kind` is photo or document: the one cannot be sent as the other."""

    id: str
    unique: str
    kind: str
    data: bytes
    name: str = ""
    media_type: str = ""
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.unique}"


@dataclass
class Room:
    """A chat. `members` maps user ids to statuses; `hidden` are ephemeral messages by their id."""

    json: Json
    members: dict[int, str] = field(default_factory=dict[int, str])
    messages: dict[int, Json] = field(default_factory=dict[int, Json])
    hidden: dict[int, Json] = field(default_factory=dict[int, Json])
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    hidden_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(900_001))
    blocked: str = ""
    moved_to: int | None = None
    actions: list[str] = field(default_factory=list[str])
    reactions: dict[int, Json] = field(default_factory=dict[int, Json])
    topics: set[int] = field(default_factory=set[int])

    @property
    def id(self) -> int:
        return int(self.json["id"])

    @property
    def private(self) -> bool:
        return bool(self.json["type"] == "private")


class Town:
    """Everything but HTTP. `token` and the bot's name are the ones the one bot of this town has."""

    def __init__(
        self, token: str = "42:TEST-TOKEN", username: str = "banana_test_bot", *, privacy: bool = True
    ) -> None:
        self.token = token
        bot = self.bot_id = int(token.split(":", maxsplit=1)[0])
        self.bot: Json = {"id": bot, "is_bot": True, "first_name": "Banana", "username": username}
        self.privacy = privacy
        self.inline = True
        self.disk: Path | None = None  # a server of one's own keeps files there, and says where
        self.rooms: dict[int, Room] = {}
        self.users: dict[int, Json] = {bot: self.bot}
        self.files: dict[str, StoredFile] = {}
        self.updates: list[Json] = []
        self.delivered: list[Json] = []
        self.allowed: set[str] | None = None
        self.news = asyncio.Event()
        self.queries: dict[str, Json | None] = {}
        self.checkouts: dict[str, Json | None] = {}
        self.inline_answers: dict[str, Json | None] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.charges: dict[str, Json] = {}
        self.update_ids = itertools.count(700_000_001)
        self.change = asyncio.Event()

    # ── people and places ──

    def room(self, chat: int) -> Room | None:
        return self.rooms.get(chat)

    def found(self, kind: str, title: str, chat: int, **more: Any) -> Room:
        """A new chat; the bot is in it."""
        names = {"first_name": title} if kind == "private" else {"title": title}
        room = Room({"id": chat, "type": kind, **names, **more}, {self.bot_id: "member"})
        self.rooms[chat] = room
        return room

    # ── time, messages, updates ──

    @staticmethod
    def now() -> int:
        return int(time.time())

    def post(self, room: Room, message: Json) -> Json:
        """Give a message its id and date, and keep it."""
        whole: Json = {"message_id": next(room.ids), "date": self.now(), "chat": room.json, **message}
        room.messages[whole["message_id"]] = whole
        self.changed()
        return whole

    def changed(self) -> None:
        """Wake whoever looks at a phone."""
        self.change.set()
        self.change = asyncio.Event()

    def tell(self, kind: str, content: Json) -> int | None:
        """Queue an update, unless the bot said that it does not want this kind."""
        if kind not in self.allowed if self.allowed else kind in QUIET_KINDS:
            return None
        number = next(self.update_ids)
        self.updates.append({"update_id": number, kind: content})
        self.news.set()
        return number

    # ── files ──

    def place(self, file: StoredFile) -> str | None:
        """On its own disk."""
        return None if self.disk is None else str(self.disk / file.unique)

    def keep(self, kind: str, data: bytes, *, name: str = "", media_type: str = "") -> StoredFile:
        width, height = measure(data)
        unique = secrets.token_urlsafe(9)
        prefix = "AgACAgIAAx" if kind == "photo" else "BQACAgIAAx"
        file = StoredFile(f"{prefix}{unique}", unique, kind, data, name, media_type, width, height)
        self.files[file.id] = self.files[f"{file.id}-s"] = file
        return file


def measure(data: bytes) -> tuple[int, int]:
    """Width and height, or zeros for what is not a picture."""
    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError):
        return 0, 0


def content(file: StoredFile) -> Json:
    """How a message shows a file."""
    if file.kind == "photo":
        small = {"file_id": f"{file.id}-s", "file_unique_id": f"{file.unique}s", "width": 9, "height": 9}
        large = {"file_id": file.id, "file_unique_id": file.unique, "width": file.width, "height": file.height}
        return {"photo": [small | {"file_size": 1000}, large | {"file_size": len(file.data)}]}
    document: Json = {"file_id": file.id, "file_unique_id": file.unique, "file_size": len(file.data)}
    document |= {"file_name": file.name} if file.name else {}
    document |= {"mime_type": file.media_type} if file.media_type else {}
    return {"document": document}
