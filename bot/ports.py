"""What the core needs from the world: each port stands here because the core calls it. Contract suites: tests/contracts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.errors import ProviderError
from bot.model import (
    Address,
    Attachment,
    Button,
    Chat,
    Ending,
    Fund,
    Generation,
    GroupSettings,
    Identity,
    ImageRequest,
    Incoming,
    Job,
    Lane,
    Limit,
    Person,
    Picture,
    Position,
    Price,
    Quota,
    Rule,
    ScopeKind,
    State,
    StoredPicture,
)

# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Clock(Protocol):
    """Time as an argument: tests and the simulator bring their own."""

    def now(self) -> datetime:
        """The wall clock, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None: ...


# ── image providers ──────────────────────────────────────────────────────────────────────────────────────────────────


async def _not_recorded(submission: str) -> None:
    """Default of `Ticket.submitted`: nobody wants to remember."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What goes along with a request while it is drawn.

    `job` names the attempt towards providers that know idempotency keys. `deadline` is in `Clock.monotonic` seconds.
    `references` are the request's pictures, in order. `submission` is what an earlier, interrupted drawing of the same
    job handed to `submitted`: the provider resumes it instead of paying again. `submitted` must be awaited with the
    provider's own job handle *before* waiting for it.
    """

    job: int
    deadline: float
    references: tuple[Picture, ...] = ()
    submission: str | None = None
    submitted: Callable[[str], Awaitable[None]] = field(default=_not_recorded, compare=False)


class ImageProvider(Protocol):
    """Anything that draws: one service, or a wrapper around several. Raises `ProviderError`s from `draw`, nothing else."""

    @property
    def name(self) -> str: ...

    def check(self, request: ImageRequest) -> None:
        """Raise `UnsupportedRequest` when this request can never be drawn here. Pure and cheap; called before paying."""
        ...

    def price(self, request: ImageRequest) -> Price:
        """What the whole request costs. Pure and cheap; called before paying."""
        ...

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        """Draw, or raise. Cancelling must leave nothing open."""
        ...


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """One request of a batch. `key` is ours and comes back with the result; `references` are its pictures, in order."""

    key: str
    request: ImageRequest
    references: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchLook:
    """How far a batch is. `ended` by key once all of it is finished: pictures, or the error that this order ended with."""

    done: int
    total: int
    ended: Mapping[str, Generation | ProviderError] | None = None


class BatchProvider(Protocol):
    """A provider's cheap mode for many requests at once, answered within a day."""

    async def hand_in(self, orders: Sequence[BatchOrder]) -> str:
        """Return the handle to look for it, one or more lines. Raises `UnsupportedRequest` and `ProviderError`s."""
        ...

    async def look(self, handle: str, orders: Sequence[BatchOrder]) -> BatchLook:
        """One look, to be repeated every few minutes. Raises `ProviderError`s; the batch goes on regardless."""
        ...

    async def cancel(self, handle: str) -> None:
        """Give up what is not drawn yet. Raises `ProviderError`s."""
        ...


# ── chat platforms ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Document:
    """A file for the person (an export, a ZIP, an original)."""

    name: str
    data: bytes = field(repr=False)
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Pending:
    """Pictures of `job` will follow, expected in `seconds` (None: no past to judge by)."""

    job: int
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Words for a chat, already in the reader's language, plain text without markup (a platform escapes what it must).

    `quiet_to` asks for a message only that identity sees, where the platform can. `picture` is a picture that is part
    of the words (a chart, a contact sheet), not a drawn job. An empty text without picture and document says nothing.
    `pending` marks words on the way to a picture ("queued", "drawing", "later"): a platform that counts its pushes spends
    none on them, and one that may answer only once holds them back while the picture can still be that answer.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: Picture | None = None
    document: Document | None = None
    quiet_to: Identity | None = None
    pending: Pending | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture of a parcel: its bytes, or the platform's own handle from an earlier delivery (`file`), or both."""

    stored: StoredPicture
    picture: Picture
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """Finished pictures for a chat. `caption` is plain text, of any length: the platform fits it to its own limit.

    `original` asks for the unchanged bytes (a document). The waiting message in the address may be replaced by the
    parcel or removed; a parcel never counts as delivered before its pictures are.
    """

    job: int
    sheets: tuple[Sheet, ...]
    caption: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    original: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of delivery: the platform's message ids, and its re-usable file handles by picture id."""

    messages: tuple[str, ...]
    files: Mapping[int, str] = field(default_factory=dict[int, str])


@dataclass(frozen=True, slots=True)
class Traits:
    """What a platform can. Delivery plans with it.

    `edits`: a sent message can be changed (progress is shown only there). `buttons`: pressable; else numbered replies.
    `repeatable`: sending the same parcel twice shows it once (console), so a doubtful delivery may be repeated.
    `pushes`: may write without being asked. `sells`: has a payment of its own.
    """

    edits: bool = True
    buttons: bool = True
    quiet: bool = False
    repeatable: bool = False
    pushes: bool = True
    sells: bool = False


class PlatformMemory(Protocol):
    """What a chat platform must still know after a restart and in every process: push budgets, access tokens, uploads.

    Keys read `<platform>/<account>/<what>` (`<platform>//<what>` belongs to nobody), at most 200 characters; values at
    most 64 KiB of text. A note is gone when its `ttl` (seconds) is over. Every method is one transaction.
    """

    async def get(self, key: str, now: datetime) -> str | None: ...

    async def put(self, key: str, value: str, now: datetime, ttl: float) -> None: ...

    async def swap(self, key: str, old: str | None, new: str | None, now: datetime, ttl: float) -> bool:
        """Replace `old` by `new` if it still is `old`, else change nothing and return False. None means: no such note."""
        ...

    async def forget(self, prefix: str) -> None:
        """Erase every note whose key begins like this: `wechat/oABC/` is everything about that account."""
        ...


Receive = Callable[[Incoming], Awaitable[None]]


class ChatPlatform(Protocol):
    """A chat service. Its sending half works in every process; `run` only where it is listened to."""

    @property
    def name(self) -> str: ...

    @property
    def traits(self) -> Traits: ...

    async def run(self, receive: Receive) -> None:
        """Listen until cancelled. `receive` returns when the message is safely stored: only then acknowledge it."""
        ...

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:
        """Say (or, with `edit`, change that earlier message into) an answer. Return the message id. Raises `DeliveryError`."""
        ...

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        """Hand over pictures; return only when the platform has confirmed them. Raises `DeliveryError`."""
        ...

    async def working(self, to: Address) -> None:
        """Show that we are busy ("sending a photo…"), where the platform can. Never raises."""
        ...

    async def remove(self, to: Address, message: str) -> None:
        """Delete one of our messages. Raises `DeliveryError`."""
        ...

    async def acknowledge(self, token: str, text: str = "") -> None:
        """Answer a button press. Never raises."""
        ...

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        """Load an attachment of at most `limit` bytes. Raises `BadReference` when it is larger or gone."""
        ...

    async def is_admin(self, chat: Chat, who: Identity) -> bool:
        """What the platform says now (at most 60 s old)."""
        ...


# ── a platform that sells ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Invoice:
    """Something for sale. `payload` comes back with the payment (1 to 128 bytes, ours alone); `price` in the platform's money.

    `title` is at most 32 characters, `words` at most 255, in the buyer's language.
    """

    title: str
    words: str
    payload: str
    price: int


@dataclass(frozen=True, slots=True)
class Payment:
    """The platform itself says that it has charged `price`. `charge` is unique for ever and what a refund names."""

    buyer: Identity
    chat: Chat
    payload: str
    price: int
    charge: str
    at: datetime


class Till(Protocol):
    """What the core decides about selling."""

    async def check(self, buyer: Identity, payload: str, price: int, language: str | None) -> str | None:
        """Just before the platform charges, within seconds: None when it may, else why not, in words for the buyer."""
        ...

    async def paid(self, payment: Payment) -> None:
        """Credit it, once however often it is told; returns when that is stored."""
        ...


@runtime_checkable
class Cashier(Protocol):
    """What a selling platform does for the core."""

    async def bill(self, to: Address, invoice: Invoice) -> str | None:
        """Show an invoice; return its message id. Raises `DeliveryError`."""
        ...

    async def give_back(self, buyer: Identity, charge: str) -> bool:
        """Pay a charge back. False: it was given back before. Raises `NotFound` (`refund.nothing`) and `DeliveryError`."""
        ...


# ── a platform that asks while somebody types elsewhere ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One of the person's own pictures. `file` is the platform's handle of it, as a receipt once told."""

    picture: int
    file: str
    caption: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`draw` labels a way to a private chat, which then begins with `/start <start>` (A-Z a-z 0-9 _ -, at most 64)."""

    pictures: tuple[Suggestion, ...]
    draw: str
    start: str
    more: bool = False


class Suggester(Protocol):
    """Offers pictures by words, in a chat where the bot is not."""

    async def suggest(
        self, who: Identity, words: str, language: str | None, *, start: int, count: int
    ) -> Suggestions | None:
        """This person's pictures from the `start`-th on that fit the words. None: nothing to say to them."""
        ...


# ── the store ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Everything `accept` needs to decide in one transaction.

    `sender` is None for a chat identity (the group's rules alone apply). `defaults` are the operator's limits by scope.
    `cap` is how many jobs the person may have unfinished.
    """

    event: str
    chat: Chat
    sender: Identity | None
    person: Person | None
    address: Address
    language: str
    timezone: str
    request: ImageRequest
    price: Price
    lane: Lane = Lane.NORMAL
    fund: Fund = Fund.ALLOWANCE
    parent: int | None = None
    defaults: Mapping[ScopeKind, Sequence[Limit]] = field(default_factory=dict[ScopeKind, Sequence[Limit]])
    cap: int = 20


@dataclass(frozen=True, slots=True)
class Accepted:
    """The job of an order. `fresh` is False when the same event had been accepted before."""

    job: Job
    fresh: bool


class JobStore(Protocol):
    """The durable life of jobs. Every method is one transaction; every move is conditional on state and owner."""

    async def accept(self, order: Order, now: datetime) -> Accepted:
        """Drop the duplicate, reserve against every rule, insert the job; all or nothing. Raises `QuotaExceeded`."""
        ...

    async def claim(
        self, owner: str, count: int, now: datetime, lease: float, platforms: Collection[str] | None = None
    ) -> list[Job]:
        """Take up to `count` jobs to draw (or drawn ones to deliver), fairest first, for `lease` seconds.

        `platforms`: only what can be handed over here. None: whichever.
        """
        ...

    async def renew(self, owner: str, jobs: Sequence[int], now: datetime, lease: float) -> set[int]:
        """Extend leases; return those still ours."""
        ...

    async def submitted(self, owner: str, job: int, submission: str) -> None:
        """Remember the provider's own job handle. Raises `LeaseLost`."""
        ...

    async def drawn(self, owner: str, job: int, generation: Generation, now: datetime) -> list[StoredPicture]:
        """The pictures are in the blob store. Records cost. Raises `LeaseLost`."""
        ...

    async def delivering(self, owner: str, job: int, now: datetime) -> None:
        """About to hand over: from here a crash leaves a doubtful delivery. Raises `LeaseLost`."""
        ...

    async def delivered(self, owner: str, job: int, receipt: Receipt, ending: Ending, now: datetime) -> None:
        """Settle. `ending` is CONFIRMED or DOUBTFUL. Raises `LeaseLost`."""
        ...

    async def waiting(self, owner: str, job: int, ending: Ending, now: datetime) -> None:
        """Settle; the picture waits under its code. Raises `LeaseLost`."""
        ...

    async def refund(self, owner: str, job: int, ending: Ending, reason: str, now: datetime) -> None:
        """End without a picture and give everything back. Raises `LeaseLost`."""
        ...

    async def release(self, owner: str, job: int, now: datetime, *, after: float = 0.0) -> None:
        """Give the job back to the queue, not before `after` seconds from now."""
        ...

    async def cancel(self, job: int, person: int, now: datetime) -> Job | None:
        """Cancel an unfinished job of this person and refund it. None if there is none or it is past cancelling."""
        ...

    async def remember_waiting(self, job: int, message: str) -> bool:
        """Keep the id of the message that shows this job waiting. False: it has ended, that message is nobody's now."""
        ...

    async def sweep(self, now: datetime) -> int:
        """Requeue expired leases, mark interrupted deliveries doubtful, expire the too old. Return how many moved."""
        ...

    async def owners(self) -> list[str]:
        """Everybody who holds a lease now."""
        ...

    async def disown(self, owner: str, now: datetime) -> int:
        """This owner is known to be dead: its leases end now, and the next sweep brings its jobs back. Return how many."""
        ...

    async def untold(self, platforms: Collection[str] | None = None) -> list[Job]:
        """Jobs of these platforms (None: of all) that a sweep ended (DOUBTFUL, FAILED, EXPIRED) and whose person was not told.

        Each is returned once.
        """
        ...

    async def get(self, job: int) -> Job | None: ...

    async def unfinished(self, person: int) -> list[Job]:
        """This person's running and queued jobs, oldest first."""
        ...

    async def children(self, job: int) -> list[Job]:
        """Jobs made from this one (again, vary, retry), oldest first."""
        ...

    async def position(self, job: int, now: datetime) -> Position: ...


class QuotaStore(Protocol):
    async def quota(
        self,
        person: Person | None,
        chat: Chat,
        timezone: str,
        defaults: Mapping[ScopeKind, Sequence[Limit]],
        now: datetime,
    ) -> Quota:
        """Every rule that applies to this person in this chat, with its use now. None: to somebody without a person."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the audit log: who changed what, where, from what to what. `actor` reads `telegram:5`, `cli` or `admin`."""

    actor: str
    chat: str
    what: str
    old: str
    new: str
    at: datetime


class GroupStore(Protocol):
    """What a group's admins set. Every change writes its audit line in the same transaction."""

    async def settings(self, chat: Chat) -> GroupSettings: ...

    async def change(self, chat: Chat, settings: GroupSettings, change: Change) -> None:
        """Replace the settings. `change` says what was changed, for the audit log."""
        ...

    async def rules(self, chat: Chat) -> list[Rule]:
        """The rules this group's admins set, members' exceptions included."""
        ...

    async def set_rule(
        self, chat: Chat, kind: ScopeKind, limits: Sequence[Limit] | None, person: int | None, change: Change
    ) -> None:
        """Set the limits of the group (GROUP), of every member (MEMBER), or with `person` of that one member.

        None takes the rule away, so that the next wider one holds again; empty means no limit at all.
        """
        ...

    async def exempt(self, chat: Chat) -> list[int]:
        """Members whom an admin freed of every limit for members (an empty `set_rule`)."""
        ...

    async def block(self, chat: Chat, person: int, blocked: bool, change: Change) -> None:
        """Shut somebody out of the bot in this group, or let them in again. `accept` raises `NotAllowed` for them."""
        ...

    async def blocked(self, chat: Chat) -> list[int]: ...

    async def audit(self, chat: str | None, count: int) -> list[Change]:
        """The newest changes, of one chat (`telegram:-100`) or of all."""
        ...


class ChatMoves(Protocol):
    async def move(self, platform: str, old: str, new: str, now: datetime) -> None:
        """A chat has a new id: its rules, counters, jobs and history follow. Doing it twice changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Admission:
    """What is known at the door about a message: its person (None: a chat identity), its group, handled before or not."""

    person: Person | None
    group: GroupSettings | None
    seen: bool


class Inbox(Protocol):
    """The door: one transaction a message, so that a thousand a second stay cheap."""

    async def admit(self, incoming: Incoming, language: str, timezone: str, now: datetime) -> Admission:
        """Find or make the person, read the group's settings, and say whether this event was handled to its end before."""
        ...

    async def done(self, platform: str, event: str, now: datetime) -> None:
        """This event is handled: delivered again after a restart, it is not answered again."""
        ...


class PeopleStore(Protocol):
    async def person(self, identity: Identity, language: str, timezone: str) -> Person:
        """The human behind an identity, made when new with these defaults."""
        ...

    async def find(self, platform: str, word: str) -> Person | None:
        """Who is meant by `@ann`, `12345` or `telegram:12345`: an account or the name last seen there. None: never met."""
        ...

    async def names(self, people: Sequence[int]) -> dict[int, str]:
        """How to call them: the name last seen, else the identity."""
        ...

    async def set_language(self, person: int, language: str) -> None: ...

    async def set_timezone(self, person: int, timezone: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of somebody's history."""

    job: Job
    pictures: tuple[StoredPicture, ...]


class PackStore(Protocol):
    """Granted and bought units. Every change is a line of the ledger with its reason and actor."""

    async def grant(
        self, person: int, units: int, actor: str, reason: str, now: datetime, *, reference: str | None = None
    ) -> int:
        """Give (or, negative, take) units; return the ledger line, by which it can be taken back.

        The same `reference` twice (a message delivered again) moves nothing and returns the first line.
        """
        ...

    async def balance(self, person: int) -> int:
        """Units in the pack now."""
        ...

    async def purchase(self, person: int, units: int, charge: str, reason: str, now: datetime) -> bool:
        """Credit a payment. False, and no change, when that charge (unique for ever) was credited before."""
        ...

    async def by_charge(self, charge: str) -> int | None:
        """The ledger line of a purchase."""
        ...

    async def payer(self, charge: str) -> int | None:
        """Who paid it."""
        ...

    async def reverse(self, line: int, actor: str, reason: str, now: datetime) -> int:
        """Take a grant or purchase back, once, as far as it is unused; return the units taken. Raises `NotFound`."""
        ...

    async def refund_job(self, job: int, actor: str, reason: str, now: datetime) -> int:
        """Give the units of a delivered job back into the pack, once; return how many (0: nothing to give back)."""
        ...


class LinkStore(Protocol):
    """Joins the identities of one person by a one-time code (ten minutes, one use, few tries)."""

    async def offer(self, person: int, now: datetime) -> str:
        """A new code; an older one of this person is void."""
        ...

    async def redeem(self, person: int, code: str, now: datetime) -> int:
        """Join `person` with whoever offered the code; return the person who is both now.

        Histories and packs are joined, the use of every current window is added up. Raises `NotFound` (`link.unknown`)
        for a wrong, used or old code and `NotAllowed` (`link.tries`) after too many wrong ones.
        """
        ...

    async def unlink(self, identity: Identity, now: datetime) -> bool:
        """Make the identity a person of its own again (with this window's use kept). False: it was alone already."""
        ...


@dataclass(frozen=True, slots=True)
class Export:
    """Everything kept about a person: rows as JSON-able values by table, and the hashes of their pictures."""

    tables: Mapping[str, Sequence[Mapping[str, str | int | None]]]
    digests: tuple[str, ...]


class PrivacyStore(Protocol):
    async def export(self, person: int) -> Export: ...

    async def forget(self, person: int, now: datetime) -> None:
        """Erase identities, prompts and pictures, cancel what runs; the use stays under the keyed hash."""
        ...

    async def forget_identity(self, identity: Identity, now: datetime) -> None:
        """The same for whoever stands behind an identity (they left the platform's account)."""
        ...

    async def retain(self, days: int, now: datetime) -> int:
        """Erase prompts and pictures of jobs older than `days`; return how many jobs. Call again until it is 0."""
        ...


class BanStore(Protocol):
    async def ban(self, person: int, until: datetime | None, change: Change) -> None:
        """From the whole service, `until` then, or (None) for good."""
        ...

    async def unban(self, person: int, change: Change) -> None: ...


class ClaimStore(Protocol):
    """Where the platform cannot say who is an admin: whoever posts a one-time code in a group owns it."""

    async def offer(self, chat: Chat, now: datetime) -> str:
        """A new code for that group (ten minutes, one use)."""
        ...

    async def redeem(self, chat: Chat, who: Identity, code: str, now: datetime) -> None:
        """Add `who` to the group's `claimed_by`. Raises `NotFound` (`claim.unknown`), `NotAllowed` (`claim.tries`)."""
        ...


class NoticeStore(Protocol):
    async def once(self, key: str, now: datetime, ttl: float) -> bool:
        """True the first time within `ttl` seconds, false after that, whichever worker asks (`limit/telegram:-100/…`)."""
        ...


class StrikeStore(Protocol):
    """Prompts that the moderation stopped."""

    async def strike(self, person: int, reason: str, now: datetime) -> int:
        """Count one; return how many there were in the last 24 hours, this one included."""
        ...

    async def strikes(self, person: int, since: datetime) -> list[datetime]:
        """When, oldest first."""
        ...

    async def pardon(self, person: int, change: Change) -> None:
        """Forget all of them (an appeal was heard)."""
        ...


class ReuseStore(Protocol):
    """Pictures that need not be drawn again. A key names a request exactly, with the privacy it is asked under."""

    async def remember(self, key: str, job: int, now: datetime, ttl: float) -> None: ...

    async def recall(self, key: str, now: datetime) -> Entry | None:
        """The job that drew this, while all its pictures are there."""
        ...

    async def board(self, key: str, job: int, now: datetime, ttl: float) -> int:
        """The job that draws this now: `job` itself if it is the first, for `ttl` seconds."""
        ...

    async def land(self, key: str, job: int) -> None:
        """`job` draws it no longer."""
        ...

    async def take(self, owner: str, job: int, source: int, now: datetime) -> bool:
        """Give `job`, which `owner` draws, the pictures of `source`, for nothing. False: they are gone. Raises `LeaseLost`."""
        ...

    async def describe(self, job: int, chat: str, words: Sequence[str]) -> None:
        """Make a job of a chat (`telegram:-100`) findable by the words of its prompt, until it is erased."""
        ...

    async def alike(self, chat: str, words: Sequence[str], count: int) -> list[tuple[int, str]]:
        """Jobs of that chat described with at least two of the rarest of these words, and their prompts; newest first."""
        ...

    async def recent(self, chat: Chat, since: datetime, count: int) -> list[Job]:
        """What was drawn in a chat lately and is still there, newest first; private requests excepted."""
        ...


@dataclass(frozen=True, slots=True)
class Tally:
    """Jobs of one day (`YYYY-MM-DD` in the zone asked for) that share chat, person, state, ending and fund."""

    day: str
    chat: str
    person: int | None
    state: State
    ending: Ending | None
    fund: Fund
    jobs: int
    units: int


@dataclass(frozen=True, slots=True)
class Spend:
    """What one day's calls of a model cost, in micro-USD, by chat and person."""

    day: str
    provider: str
    model: str
    chat: str
    person: int | None
    calls: int
    tokens: int
    micros: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """The queue now: jobs by state, how long the oldest waits (seconds), people with something in it."""

    states: Mapping[State, int]
    oldest: float
    people: int


class ReportStore(Protocol):
    """Numbers for people who run things. `since` and `until` bound the time of asking (jobs) or of the call (spend)."""

    async def tallies(self, chat: Chat | None, since: datetime, until: datetime, timezone: str) -> list[Tally]: ...

    async def spends(self, since: datetime, until: datetime, timezone: str) -> list[Spend]: ...

    async def hours(self, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
        """Requests in each hour that had any, oldest first."""
        ...

    async def backlog(self, now: datetime) -> Backlog: ...

    async def latencies(self, since: datetime, count: int) -> list[tuple[str, str, float]]:
        """Provider, model and seconds of the newest calls, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """A person as an operator sees them."""

    person: Person
    identities: tuple[Identity, ...]
    pack: int
    jobs: int
    seen: datetime | None


class OfficeStore(Protocol):
    """The operator's hand on people and groups. Every change writes its audit line in the same transaction."""

    async def accounts(self, count: int, before: int | None = None) -> list[Account]:
        """Newest people first; `before` is the person id to go on from."""
        ...

    async def named(self, word: str) -> list[Account]:
        """Everybody an operator may mean by `#7` (a person's id), `telegram:12345`, or `@ann` on any platform."""
        ...

    async def limit_person(self, person: int, limits: Sequence[Limit] | None, change: Change) -> None:
        """Instead of the default for people. None: the default again. Empty: no limit."""
        ...

    async def limit_group(self, chat: Chat, limits: Sequence[Limit] | None, change: Change) -> None:
        """The ceiling of one group, instead of the default ceiling. None: the default again. Empty: no ceiling."""
        ...

    async def overrides(self) -> list[Rule]:
        """Everything that differs from the defaults, groups' own rules included."""
        ...

    async def freed(self) -> list[tuple[str, str]]:
        """Scopes that somebody freed of every limit (`person:7`, `ceiling:telegram:-100`), and who did."""
        ...

    async def groups(self) -> list[tuple[Chat, GroupSettings]]: ...

    async def record(self, change: Change) -> None:
        """A line of the audit log for something decided elsewhere."""
        ...

    async def lost(self, platform: str, chat: str, lost: bool, now: datetime) -> None:
        """This chat cannot (or again can) be written to."""
        ...

    async def reachable(self, platform: str) -> list[Chat]:
        """Every chat that somebody asked in and that is not lost: for broadcasts."""
        ...


class GalleryStore(Protocol):
    async def history(self, person: int, count: int) -> list[Entry]:
        """Jobs with pictures, newest first."""
        ...

    async def entry(self, job: int) -> Entry | None: ...

    async def picture(self, picture: int) -> tuple[StoredPicture, Job] | None: ...

    async def by_message(self, platform: str, chat: str, message: str) -> tuple[StoredPicture, ...]:
        """The pictures we delivered in that message."""
        ...

    async def file(self, platform: str, digest: str) -> str | None:
        """The platform's handle of these bytes, from an earlier delivery."""
        ...

    async def shown(self, platform: str, chat: str, job: int, receipt: Receipt) -> None:
        """Remember messages that show a job's pictures once more, so that `by_message` finds them too."""
        ...

    async def delete(self, picture: int) -> None:
        """Take a picture out of the history. Its bytes go when nobody else refers to them."""
        ...


class BlobStore(Protocol):
    """Pictures by content hash. `put` returns only when the bytes are durable."""

    async def put(self, data: bytes) -> str:
        """Store and return the sha256 (hex). Raises `StoreFull`."""
        ...

    async def get(self, digest: str) -> bytes | None: ...

    async def delete(self, digest: str) -> None: ...


class Darkroom(Protocol):
    """Makes any picture somebody sends into one a provider takes: upright, at most 2,048 px a side, no metadata."""

    async def develop(self, data: bytes) -> Picture:
        """Raises `BadReference` for what is not a picture, is broken, or would be too large once decoded."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetState:
    """What all workers share about one name of the resilient client: `target:…`, `key:…`, `group:…`, `alarm:…` ….

    Out of use until `until` because of `reason` (None and "": in use); `strikes` times in a row by now. On `day` (the
    provider's calendar day, `YYYY-MM-DD`) `used` requests were made and `micros` spent. `version` counts saves, from 1.
    """

    name: str
    version: int = 0
    until: datetime | None = None
    reason: str = ""
    strikes: int = 0
    day: str = ""
    used: int = 0
    micros: int = 0


class TargetStore(Protocol):
    """The shared memory of breakers, benches, allowances and spend: a few rows, read by every worker each second."""

    async def load(self) -> list[TargetState]:
        """Every state there is."""
        ...

    async def save(self, state: TargetState) -> bool:
        """Store it if its version is one more than the stored one (1 when there is none). False: load again and redo."""
        ...


# ── checks and rewriting ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Verdict:
    """`allowed`, or the reason (a text key) it is not; `strike`: it counts against the person."""

    allowed: bool
    reason: str = ""
    strike: bool = True


class Moderator(Protocol):
    async def judge(self, prompt: str, *, strict: bool, language: str) -> Verdict: ...


class Polisher(Protocol):
    async def polish(self, prompt: str, language: str) -> str:
        """A richer prompt that asks for the same picture."""
        ...


class Doorbell(Protocol):
    """Says that work is ready. Losing a ring loses nothing: the sweep rings again."""

    def ring(self) -> None: ...
