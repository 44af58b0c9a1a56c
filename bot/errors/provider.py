"""A provider did not draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.errors.root import BananabotError


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
class GatewayTimeout(OutcomeUnknown):
    """The service answered, but only that it gave up waiting for its own painter (504)."""


@dataclass(eq=False)
class ContentRefused(ProviderError):
    """The provider will not draw this prompt or this reference. `charged`: it takes the price of the picture all the same."""

    charged: bool = False


@dataclass(eq=False)
class NoPicture(ProviderError):
    """A successful answer without a usable picture in it (empty, undecodable). `spoken`: words came instead, so it works."""

    spoken: bool = False


@dataclass(eq=False)
class Unclassified(ProviderError):
    """Something the fact sheets do not list."""


@dataclass(eq=False)
class NobodyLeft(ProviderError):
    """No target is left to ask. `last` is the most telling error; `retry_at` when one may be back (UTC)."""

    last: ProviderError | None = None
    retry_at: datetime | None = None
