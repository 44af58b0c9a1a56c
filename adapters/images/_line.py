"""A line to a provider: one endpoint with one key. Puts calls on the wire and turns complaints into named errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode, urlsplit

import orjson

from adapters.images import _json as js
from adapters.images._auth import at_home, headers
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint, lay_out
from adapters.images._errors import name
from adapters.images._facts import Facts
from adapters.images._home import through
from adapters.images._hosted import Hosting
from adapters.images._meter import Meter
from adapters.images._multipart import encode
from adapters.images._secrets import hide
from adapters.images._waits import retry_after
from adapters.images._waking import Wakes
from adapters.images._wire import Wire
from bot.errors import NotStarted, ProviderError, Throttled
from bot.ports import Clock

Named = Callable[[Complaint], ProviderError | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Everything a provider needs from outside. `base_url` without fragment; `region` is what the fragment said.

    `model` is the operator's choice over the table's. `callback` makes the address a provider may call for a job; empty: none.
    """

    facts: Facts
    base_url: str
    wire: Wire
    hosting: Hosting
    clock: Clock
    key: str = field(default="", repr=False)
    region: str = ""
    model: str = ""
    callback: Callable[[str, int], str] | None = None
    wakes: Wakes = field(default_factory=Wakes)
    meter: Meter = field(default_factory=Meter)

    async def send(self, call: Call, *, deadline: float, named: Named) -> Answer:
        """Send, and return a success. `deadline` is in clock seconds. Raises `ProviderError`s, keys removed."""
        url = self.url(call)
        seconds = self.patience(deadline, call.timeout)
        content, content_type = _content(call)
        try:
            home = at_home(url, self.base_url, self.facts)
            answer = await (self.wire if home else self.hosting.judged(url)).send(
                call.method,
                url,
                headers={**content_type, **self.headers(url if call.keyed else ""), **call.headers},
                content=content,
                seconds=seconds,
                megabytes=self.facts.megabytes,
            )
            self.meter.read(answer.headers)
            if answer.status >= 300 and answer.status not in call.fine:
                raise self.name(answer, named)
        except ProviderError as error:
            raise self.sign(error) from error.__cause__
        return replace(answer, handle=call.handle)

    def beside(self, option: str) -> str:
        """A further base URL, from the provider's options.

        An operator's own base URL (a gateway) stands for all of them, but for one that is written down at the same place.
        """
        further = js.text(self.facts.options, option)
        beside = self.base_url in self.facts.base_urls or urlsplit(further)[:2] == urlsplit(self.base_url)[:2]
        return further if further and beside else self.base_url

    def url(self, call: Call) -> str:
        absolute = call.path.startswith(("http://", "https://"))
        url = call.path if absolute else f"{self.base_url}{call.path}"
        if call.keyed and not at_home(url, self.base_url, self.facts):
            foreign, url = url, through(url, self.base_url, self.facts)
            if not url:
                raise self.sign(NotStarted(f"a call to a foreign host: {urlsplit(foreign).hostname}"))
        mark = "&" if "?" in url else "?"
        return f"{url}{mark}{urlencode(call.query)}" if call.query else url

    def headers(self, url: str) -> dict[str, str]:
        """Key and region, for our provider's own hosts alone."""
        if not at_home(url, self.base_url, self.facts):
            return {}
        region = {self.facts.region.lower(): self.region} if self.facts.region and self.region else {}
        return {**headers(self.facts.auth, self.key), **region}

    def patience(self, deadline: float, longest: float | None = None) -> float:
        """Seconds a call may take. Raises `NotStarted` when the deadline has passed."""
        left = deadline - self.clock.monotonic()
        if left <= 0:
            raise self.sign(NotStarted("no time left to ask"))
        return min(left, longest or self.facts.seconds)

    def name(self, answer: Answer, named: Named) -> ProviderError:
        """The error for an answer that is no success: the provider's own naming first."""
        complaint = lay_out(answer)
        now = self.clock.now()
        error = named(complaint) or name(complaint, zone=self.facts.zone, now=now)
        if isinstance(error, Throttled) and (told := retry_after(complaint, now)) is not None:
            error.retry_after = told  # what it says itself is better than what its provider file knows
        error.request_id = error.request_id or complaint.request_id
        return error

    def sign(self, error: ProviderError) -> ProviderError:
        """The same error with the provider's name on it and no key in it."""
        error.provider = error.provider or self.facts.name
        error.detail = hide(error.detail, (self.key,))
        return error


def _content(call: Call) -> tuple[bytes | None, dict[str, str]]:
    if call.form:
        content, content_type = encode(call.form)
        return content, {"content-type": content_type}
    if call.json is not None:
        return orjson.dumps(call.json), {"content-type": "application/json"}
    return call.body, {}
