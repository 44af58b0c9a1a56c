"""What is said to a provider and heard from it: calls out, answers in."""

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
