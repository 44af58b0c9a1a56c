"""What an answer comes to: pictures, a job that is not finished, or what a free look at a key has shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.images._calls import Call
from bot.errors import NoPicture, ProviderError


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a drawing used, as the answer itself tells. `micros` is a price in micro-USD told outright; else tokens are priced.

    None means: not told (the price table then speaks).
    """

    text_in: int = 0
    image_in: int = 0
    text_out: int = 0
    image_out: int | None = None
    micros: int | None = None

    @property
    def tokens(self) -> int:
        return self.text_in + self.image_in + self.text_out + (self.image_out or 0)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as base64 text, bare or as a data URI."""

    data: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hosted:
    """A picture at an address, absolute or relative to the base URL. `keyed`: our key is needed, and only sent to its own host."""

    url: str
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """A picture's bytes."""

    data: bytes = field(repr=False)


Source = Encoded | Hosted | Raw


@dataclass(frozen=True, slots=True)
class Drawn:
    """Finished. An empty `sources` is an answer without a picture; `note` then says what came instead, or `error` what it means.

    `ageing` is what the provider says of a model that it will take away.
    """

    sources: tuple[Source, ...]
    usage: Usage | None = None
    seed: int | None = None
    request_id: str = ""
    note: str = ""
    ageing: str = ""
    error: ProviderError | None = None

    @property
    def missing(self) -> ProviderError:
        """Why there is no picture."""
        said = self.note or "an answer without a picture"
        return self.error or NoPicture(said, request_id=self.request_id, spoken=bool(self.note))


@dataclass(frozen=True, slots=True)
class Pending:
    """Not finished. `handle` finds the job again, even after a restart: one line, whatever the provider needs.

    `then` is the next question, when it is not the usual poll of the handle. `after` is seconds; None: the usual pace.
    """

    handle: str
    then: Call | None = None
    after: float | None = None


Outcome = Drawn | Pending


@dataclass(frozen=True, slots=True)
class Probe:
    """What a free look at a key has shown. `balance` in micro-USD and `left` in pictures or credits: None where not told."""

    ok: bool
    detail: str = ""
    balance: int | None = None
    left: float | None = None
    unit: str = ""


def source(found: str) -> Source:
    """An address or base64 text, told apart."""
    return Hosted(found) if found.startswith(("http://", "https://")) else Encoded(found)
