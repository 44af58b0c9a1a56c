"""The nouns everybody shares: who asks, what they ask for, what was drawn, and the job that ties them together.

All values are frozen. Times are UTC with a zone, money is integer micro-USD (1,000,000 = 1 USD), units are integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

# ── who and where ────────────────────────────────────────────────────────────────────────────────────────────────────


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


class Mode(StrEnum):
    """What the bot answers in a group. MENTIONS: commands, @mentions and replies to it; ALL: every message is a prompt."""

    COMMANDS = "commands"
    MENTIONS = "mentions"
    ALL = "all"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSettings:
    """What a group's admins decided. None: the operator's default holds.

    `quiet` are minutes after midnight in the group's zone, from and to (may pass midnight). `models` allowed; empty: all.
    """

    mode: Mode = Mode.MENTIONS
    paused: bool = False
    quiet: tuple[int, int] | None = None
    timezone: str | None = None
    language: str | None = None
    strict: bool = False
    models: tuple[str, ...] = ()
    offers: bool = False
    claimed_by: tuple[Identity, ...] = ()


# ── a message as the core sees it ────────────────────────────────────────────────────────────────────────────────────


class AttachmentKind(StrEnum):
    PICTURE = "picture"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something sent along. `ref` is the platform's own handle; only that platform can fetch it. `size` in bytes, 0 = unknown."""

    kind: AttachmentKind
    ref: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Replied:
    """The earlier message that this one answers."""

    message: str
    ours: bool = False
    sender: Identity | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()


class Action(StrEnum):
    """What a button under an answer does. The value is what is signed and sent: keep it short, never change one."""

    AGAIN = "a"
    VARY = "v"
    EDIT = "e"
    ORIGINAL = "o"
    DELETE = "d"
    CANCEL = "c"
    RETRY = "r"
    GET = "g"
    TAKE = "t"
    FRESH = "n"
    BUY = "b"
    CONFIRM = "y"
    DISMISS = "x"
    DRAW = "w"


@dataclass(frozen=True, slots=True)
class Button:
    """`subject` is the database id the action is about (a picture, a job, an offer): valid for ever, on any machine.

    `label` stands on it, in the reader's language.
    """

    action: Action
    subject: int
    label: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button somebody pressed; the platform has already checked its signature. `token` answers the press itself."""

    action: Action
    subject: int
    message: str
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message or button press.

    `event` is unique for its platform for ever: the same event twice is the same message twice.
    `sender` is None where the platform shows no person (anonymous admin, channel): such a sender owns no quota.
    `addressed` says that the bot was meant: private chat, command, mention, or reply to the bot.
    `hint` is the platform's own way back (a reply slot, a stream, a response URL): it goes into `Address.hint` as it is.
    `left` says that the person went away (unfollowed, blocked us): erase what is theirs, answer nothing.
    """

    event: str
    chat: Chat
    at: datetime
    sender: Identity | None
    role: Role = Role.UNKNOWN
    message: str | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    replied: Replied | None = None
    press: Press | None = None
    addressed: bool = True
    edited: bool = False
    mentions: tuple[Identity, ...] = ()
    language: str | None = None
    hint: str = ""
    left: bool = False


# ── what is asked for ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """A picture somebody wants, free of any platform or provider. None means: not asked for.

    `references` are content hashes (sha256, hex) of normalised pictures in the blob store, in the order sent.
    `aspect` is `W:H`; `size` is one of `1k`, `2k`, `4k`; `count` is 1 to 4.
    """

    prompt: str
    references: tuple[str, ...] = ()
    aspect: str | None = None
    size: str | None = None
    count: int = 1
    seed: int | None = None
    negative: str | None = None
    style: str | None = None
    model: str | None = None
    provider: str | None = None
    private: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What a request costs the person (units, for the whole request) and is expected to cost the operator (micro-USD)."""

    units: int
    micros: int = 0


# ── what was drawn ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Picture:
    """Decoded and checked image bytes, with what was found by looking at them (never what a header claimed)."""

    data: bytes = field(repr=False)
    digest: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """The finished pictures of one drawing and who drew them. `micros` is the actual cost; `latency` in seconds."""

    pictures: tuple[Picture, ...]
    provider: str
    model: str
    micros: int = 0
    tokens: int = 0
    latency: float = 0.0
    seed: int | None = None
    request_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture of the history. `number` counts from 1 within its job; its bytes are in the blob store under `digest`."""

    id: int
    job: int
    number: int
    digest: str
    media_type: str
    width: int
    height: int


# ── the job ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class State(StrEnum):
    """The life of a job (see docs/architecture.md). The last five are ends; WAITING ends in the person's hand."""

    ACCEPTED = "accepted"
    DRAWING = "drawing"
    DRAWN = "drawn"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    WAITING = "waiting"
    REFUNDED = "refunded"

    @property
    def ended(self) -> bool:
        return self in {State.DELIVERED, State.WAITING, State.REFUNDED}


class Ending(StrEnum):
    """Why units were given back (stored with a refunded job), or how a delivered one was delivered."""

    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    CONFIRMED = "confirmed"
    DOUBTFUL = "doubtful"
    FETCH_CODE = "fetch_code"


class Lane(IntEnum):
    """Lower is sooner. READY needs no drawing; SLOW is served only while no faster lane waits."""

    READY = 0
    NORMAL = 10
    BATCH = 20
    SLOW = 30


class Fund(StrEnum):
    """What paid for a job: the calendar allowance, a bought or granted pack, the free slow lane, or nothing (reused)."""

    ALLOWANCE = "allowance"
    PACK = "pack"
    SLOW = "slow"
    REUSED = "reused"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a job's answers go, long after its message. `reply_to` and `waiting` are message ids of that platform.

    `hint` is the platform's own (a response URL, a stream id); opaque to the core.
    """

    platform: str
    chat: str
    kind: ChatKind
    thread: str | None = None
    reply_to: str | None = None
    waiting: str | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Accepted work. `id` is also the code people type: `/get 1234`. `submission` is the provider's own job handle.

    `reused`: nobody drew it, its pictures are an earlier job's, and it costs nothing whatever was reserved.
    """

    id: int
    person: int | None
    identity: Identity | None
    address: Address
    language: str
    request: ImageRequest
    units: int
    state: State
    lane: Lane
    fund: Fund
    created: datetime
    attempts: int = 0
    ending: Ending | None = None
    reason: str = ""
    submission: str | None = None
    parent: int | None = None
    started: datetime | None = None
    ended: datetime | None = None
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where a job stands in the queue: jobs ahead of it, and the expected wait in seconds (None: no past to judge by)."""

    ahead: int
    seconds: int | None


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class WindowKind(StrEnum):
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


class ScopeKind(StrEnum):
    """Whose use is counted. MEMBER is one person inside one group."""

    PERSON = "person"
    MEMBER = "member"
    GROUP = "group"
    SERVICE = "service"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of calendar time, `starts` ≤ t < `ends`, both UTC."""

    kind: WindowKind
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """`10/day`. For a BUDGET the amount is micro-USD, else units."""

    amount: int
    window: WindowKind


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit on a scope. `scope` is the counter's key (`person:7`, `member:telegram:-100:7`); `by` is who set it."""

    scope: str
    kind: ScopeKind
    limit: Limit
    by: str = "operator"


@dataclass(frozen=True, slots=True)
class Usage:
    """How far a rule is used up in its current window. `held` is what running jobs have reserved, part of `used`."""

    rule: Rule
    window: Window
    used: int
    held: int

    @property
    def left(self) -> int:
        return max(0, self.rule.limit.amount - self.used)


@dataclass(frozen=True, slots=True)
class Quota:
    """Everything `/quota` shows: every rule that applies, the one that binds next, and units bought or granted."""

    usages: tuple[Usage, ...]
    pack: int

    @property
    def binding(self) -> Usage | None:
        """The usage with the least left; the earliest reset among equals."""
        return min(self.usages, key=lambda u: (u.left, u.window.ends), default=None)
