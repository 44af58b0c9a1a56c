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
│   │   └── GatewayTimeout          504: the service itself says that it gave up waiting
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

from bot.errors.delivery import (
    ChatMoved,
    DeliveryDoubtful,
    DeliveryError,
    MessageGone,
    PictureUnsuitable,
    SlowDown,
    Unreachable,
    WindowShut,
)
from bot.errors.provider import (
    ContentRefused,
    Exhausted,
    GatewayTimeout,
    KeyRejected,
    ModelRetired,
    NobodyLeft,
    NoPicture,
    NotStarted,
    OutcomeUnknown,
    Overloaded,
    ProviderError,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from bot.errors.rejection import (
    BadOption,
    BadPrompt,
    BadReference,
    Banned,
    NotAllowed,
    NotFound,
    QuotaExceeded,
    Rejection,
    UnsupportedRequest,
)
from bot.errors.root import BananabotError, ConfigurationError, Field
from bot.errors.store import LeaseLost, SchemaMismatch, StoreBusy, StoreError, StoreFull

__all__ = [
    "BadOption",
    "BadPrompt",
    "BadReference",
    "BananabotError",
    "Banned",
    "ChatMoved",
    "ConfigurationError",
    "ContentRefused",
    "DeliveryDoubtful",
    "DeliveryError",
    "Exhausted",
    "Field",
    "GatewayTimeout",
    "KeyRejected",
    "LeaseLost",
    "MessageGone",
    "ModelRetired",
    "NoPicture",
    "NobodyLeft",
    "NotAllowed",
    "NotFound",
    "NotStarted",
    "OutcomeUnknown",
    "Overloaded",
    "PictureUnsuitable",
    "ProviderError",
    "QuotaExceeded",
    "Rejection",
    "RequestInvalid",
    "SchemaMismatch",
    "SlowDown",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "Throttled",
    "Unclassified",
    "Unreachable",
    "UnsupportedRequest",
    "WindowShut",
]
