"""What a provider says and hears: calls out, answers in, and the two outcomes an answer can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from bot.errors import NoPicture


class Garbled(NoPicture):
    """An answer that cannot be read at all: a proxy's page, cut JSON. A stumble while polling, else no picture."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart form; with a `filename` it is a file."""

    name: str
    value: str | bytes = field(repr=False)
    filename: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request to a provider.

    `path` hangs below the base URL, or is a whole URL at one of the provider's own hosts (the key goes nowhere else).
    One of `json`, `form` (multipart) and `body` is sent. `keyed` False leaves the key out (presigned uploads), and only
    then may the URL be at a foreign host. `timeout` in seconds shortens or stretches this call alone. `fine` are statuses
    beside the successes that are an answer too. `handle` names the job asked about; the polling loop fills it in.
    """

    method: str
    path: str
    json: object = field(default=None, repr=False)
    form: tuple[Part, ...] = ()
    body: bytes | None = field(default=None, repr=False)
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    keyed: bool = True
    timeout: float | None = None
    fine: tuple[int, ...] = ()
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status. Header names are lower case. `handle`: the job asked about; empty: a fresh one."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = ""
    handle: str = ""

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def request_id(self) -> str:
        """The id their support asks for."""
        names = ("x-request-id", "x-fal-request-id", "x-goog-request-id", "x-oneapi-request-id", "cf-ray")
        return next((self.headers[name][:200] for name in names if self.headers.get(name)), "")

    def json(self) -> object:
        """The body as JSON. Raises `Garbled` when it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            shown = self.body[:120].decode("utf-8", "replace")
            raise Garbled(f"{self.status} {self.media_type or 'untyped'}, not JSON: {shown!r}") from error


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
    """Finished. An empty `sources` is an answer without a picture; `note` then says what came instead.

    `ageing` is what the provider says of a model that it will take away.
    """

    sources: tuple[Source, ...]
    usage: Usage | None = None
    seed: int | None = None
    request_id: str = ""
    note: str = ""
    ageing: str = ""


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
