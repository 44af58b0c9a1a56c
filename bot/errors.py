"""Everything that can go wrong. The class alone decides what happens next; nobody inspects a status code or a message.

BananabotError
├── Rejection                       the person's own request; costs nothing; `key` and `fields` are its words
│   ├── BadOption                   an option or argument that we cannot read or do not have
│   ├── BadPrompt                   empty, or longer than the cap
│   ├── BadReference                not a picture, too large, broken, too many
│   ├── UnsupportedRequest          readable, but no provider here can draw it
│   ├── QuotaExceeded               a rule is used up
│   ├── NotAllowed                  blocked, not an admin, not the owner
│   │   └── Banned                  shut out of the whole service until `until`
│   └── NotFound                    no such picture, job or code (for this person)
├── ProviderError                   a provider did not draw
│   ├── NotStarted                  sure that nothing was drawn or paid: may be asked again
│   │   ├── Overloaded              503, 529, refused connection: elsewhere, at once
│   │   └── Throttled               a minute's limit: wait `retry_after` or go elsewhere
│   ├── Exhausted                   a day's limit or the balance is gone until `until`: bench the key
│   ├── KeyRejected                 the key is bad: bench it, tell the operator
│   ├── ModelRetired                the model id is gone: next id, tell the operator once
│   ├── RequestInvalid              our request is wrong there; `parameter` names it
│   ├── OutcomeUnknown              the answer was lost, the picture may be paid: never blindly repeated
│   ├── ContentRefused              final; never shopped around
│   ├── NoPicture                   an answer without a usable picture: one more try, then elsewhere
│   ├── Unclassified                an answer nobody has seen yet: logged whole, one try
│   └── NobodyLeft                  every target was tried or is out; `last` says why
├── DeliveryError                   a platform did not take an answer
│   ├── SlowDown                    wait `retry_after` seconds, then send the same again
│   ├── PictureUnsuitable           not as a photo: send it as a document
│   ├── Unreachable                 blocked, kicked, deleted: refund and remember
│   ├── WindowShut                  cannot push now: the picture waits under its code
│   ├── MessageGone                 the message to edit is not there any more
│   ├── ChatMoved                   the chat has a new id
│   └── DeliveryDoubtful            sent, answer lost: recorded, not blindly repeated
├── StoreError                      the memory failed; nothing was changed
│   ├── StoreFull                   no space left
│   ├── StoreBusy                   locked or unreachable for too long
│   └── SchemaMismatch              the database is older or newer than this program
├── LeaseLost                       another worker owns this job now; stop touching it
└── ConfigurationError              one line an operator can act on
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model import Quota, Usage

Field = str | int


class BananabotError(Exception):
    """Root of all our errors."""


# ── the person's own request ─────────────────────────────────────────────────────────────────────────────────────────


class Rejection(BananabotError):
    """Carries words, not a sentence: `key` stands in every language's catalogue, `fields` fill its holes."""

    def __init__(self, key: str, **fields: Field) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields

    def __str__(self) -> str:
        return f"{self.key} {self.fields}"


class BadOption(Rejection):
    """An option or argument that cannot be read; names it and says what is allowed."""


class BadPrompt(Rejection):
    """The prompt is empty or longer than the cap."""


class BadReference(Rejection):
    """A reference that is not a usable picture, or too many of them."""


class UnsupportedRequest(Rejection):
    """No configured provider can draw this; says what is possible."""


class NotAllowed(Rejection):
    """The sender may not do this here."""


class Banned(NotAllowed):
    """The person is shut out of the whole service. `until` is UTC; None: for good."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__("person.banned")
        self.until = until


class NotFound(Rejection):
    """Nothing by that code that this person may see."""


class QuotaExceeded(Rejection):
    """A rule is used up. `usage` is the rule that binds, `quota` the whole picture."""

    def __init__(self, usage: Usage, quota: Quota) -> None:
        super().__init__("quota.exceeded")
        self.usage = usage
        self.quota = quota


# ── a provider did not draw ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class ProviderError(BananabotError):
    """`detail` is for the log and the operator (keys already removed), never for a member."""

    detail: str = ""
    provider: str = ""
    request_id: str = ""

    def __str__(self) -> str:
        return f"{type(self).__name__} at {self.provider or 'a provider'}: {self.detail}"


@dataclass(eq=False)
class NotStarted(ProviderError):
    """Nothing was drawn and nothing is paid."""


@dataclass(eq=False)
class Overloaded(NotStarted):
    """The provider has no room, or could not be reached before anything was sent."""


@dataclass(eq=False)
class Throttled(NotStarted):
    """Too many requests this minute. `retry_after` in seconds as told by the provider; None when it did not say."""

    retry_after: float | None = None


@dataclass(eq=False)
class Exhausted(ProviderError):
    """The allowance or balance of this key is gone. `until` is the provider's reset (UTC); None: until somebody tops up."""

    until: datetime | None = None


@dataclass(eq=False)
class KeyRejected(ProviderError):
    """The key is wrong, revoked or not entitled."""


@dataclass(eq=False)
class ModelRetired(ProviderError):
    """This model id does not exist (any more) there."""

    model: str = ""


@dataclass(eq=False)
class RequestInvalid(ProviderError):
    """The provider rejects our request. `ours`: it is its own parameter, not something the person asked for."""

    parameter: str = ""
    ours: bool = True


@dataclass(eq=False)
class OutcomeUnknown(ProviderError):
    """The request was sent and the answer lost: possibly drawn, possibly paid."""


@dataclass(eq=False)
class ContentRefused(ProviderError):
    """The provider will not draw this prompt or this reference."""


@dataclass(eq=False)
class NoPicture(ProviderError):
    """A successful answer without a usable picture in it (text only, empty, undecodable)."""


@dataclass(eq=False)
class Unclassified(ProviderError):
    """Something the fact sheets do not list."""


@dataclass(eq=False)
class NobodyLeft(ProviderError):
    """No target is left to ask. `last` is the most telling error; `retry_at` when one may be back (UTC)."""

    last: ProviderError | None = None
    retry_at: datetime | None = None


# ── a platform did not take an answer ────────────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class DeliveryError(BananabotError):
    detail: str = ""

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.detail}"


@dataclass(eq=False)
class SlowDown(DeliveryError):
    """The platform's flood limit. Nothing was sent."""

    retry_after: float = 1.0


@dataclass(eq=False)
class PictureUnsuitable(DeliveryError):
    """The platform does not take these bytes as a photo."""


@dataclass(eq=False)
class Unreachable(DeliveryError):
    """Blocked, kicked, or the chat is gone."""


@dataclass(eq=False)
class WindowShut(DeliveryError):
    """The platform allows no push to this person now (48-hour window, push budget, account type)."""


@dataclass(eq=False)
class MessageGone(DeliveryError):
    """The message to edit or answer does not exist any more."""


@dataclass(eq=False)
class ChatMoved(DeliveryError):
    """The chat lives under another id now."""

    chat: str = ""


@dataclass(eq=False)
class DeliveryDoubtful(DeliveryError):
    """The request was sent and no answer came: it may have arrived."""


# ── the memory failed ────────────────────────────────────────────────────────────────────────────────────────────────


class StoreError(BananabotError):
    """Nothing was changed."""


class StoreFull(StoreError):
    """No space left where the database or the pictures live."""


class StoreBusy(StoreError):
    """The database is locked or cannot be reached."""


class SchemaMismatch(StoreError):
    """The database was made by another version of this program."""


class LeaseLost(BananabotError):
    """The lease ran out and another worker has taken the job."""


class ConfigurationError(BananabotError):
    """A setting is wrong: one line with the variable, what is wrong, and an example."""
