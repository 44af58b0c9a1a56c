"""The person's own request cannot be served; it costs nothing."""

from __future__ import annotations

from datetime import datetime

from bot.errors.root import BananabotError, Field
from bot.model import Quota, ScopeKind, Usage


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

    def beside(self, other: UnsupportedRequest) -> UnsupportedRequest:
        """One no out of two: about the same thing it says what either allows, else it is this one."""
        mine, theirs = self.fields.get("allowed", ""), other.fields.get("allowed", "")
        if self.key != other.key or self.fields.get("value") != other.fields.get("value"):
            return self
        if isinstance(mine, int) and isinstance(theirs, int):
            return UnsupportedRequest(self.key, **{**self.fields, "allowed": max(mine, theirs)})
        either = dict.fromkeys([*str(mine).split(", "), *str(theirs).split(", ")])
        return UnsupportedRequest(self.key, **{**self.fields, "allowed": ", ".join(filter(None, either))})


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
    """A rule has no room. `usage` is the rule that binds, `quota` the whole picture, `units` what was asked for."""

    def __init__(self, usage: Usage, quota: Quota, units: int = 0) -> None:
        super().__init__("quota.exceeded")
        self.usage = usage
        self.quota = quota
        self.units = units

    @property
    def short(self) -> bool:
        """Something is left, but less than was asked for. Money is nobody's business but the operator's."""
        return self.usage.rule.kind is not ScopeKind.BUDGET and 0 < self.usage.left < self.units
