"""What a service says of its limits with every answer, in headers; kept for whoever wants to show it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from adapters.images import _json as js

_NAMES = ("x-ratelimit-remaining-requests", "x-ratelimit-remaining", "ratelimit-remaining")
_DRAFT = re.compile(r"\br=(\d+)")  # `ratelimit: "api";r=12;t=55`


class Meter:
    """`left`: requests that the last answer said are still allowed in the running window; None: it did not say."""

    def __init__(self) -> None:
        self.left: int | None = None

    def read(self, headers: Mapping[str, str]) -> None:
        for name in _NAMES:
            if headers.get(name, "").strip().isdigit():
                self.left = js.whole(dict(headers), name)
                return
        if match := _DRAFT.search(headers.get("ratelimit", "")):
            self.left = int(match.group(1))
