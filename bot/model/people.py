"""Who writes, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ChatKind(StrEnum):
    """A private chat has one person in it; a group has admins."""

    PRIVATE = "private"
    GROUP = "group"


class Role(StrEnum):
    """What the platform itself said about the sender in this very message; UNKNOWN means: ask the platform."""

    MEMBER = "member"
    ADMIN = "admin"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identity:
    """One platform account of a person. `telegram:123` in configuration and logs."""

    platform: str
    account: str
    name: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.platform}:{self.account}"


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation on a platform. `thread` is a forum topic inside it."""

    platform: str
    id: str
    kind: ChatKind
    title: str = field(default="", compare=False)
    thread: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class Person:
    """A human, whatever platforms they write from. `key` is the keyed hash that outlives an erasure."""

    id: int
    key: str
    language: str
    timezone: str
    banned_until: datetime | None = None
