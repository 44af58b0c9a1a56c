"""One place that can be asked to draw: a provider at an endpoint with a key, and what the operator says about it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ports import ImageProvider


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`provider` × endpoint × key. `id` is `provider/endpoint/keyN`, e.g. `gemini/global/key1`.

    `quota_group` names what shares one allowance and one rate limit (the keys of one project); empty: this key alone.
    A lower `order` is asked first; among equals `weight` shares the work. `concurrency` is the most calls at once.
    `patience` is how many seconds an answer may take before another target is asked too. `allowance` is requests a day,
    counted from midnight in `zone`; `per_minute` is a known rate limit, paced here before the provider has to refuse.
    `hedge_micros`: a second, perhaps paid, call for a slow one is accepted up to this price (micro-USD); None: never.
    `english`: it understands English prompts alone.
    """

    id: str
    provider: ImageProvider
    quota_group: str = ""
    order: int = 0
    weight: float = 1.0
    concurrency: int = 256
    patience: float = 120.0
    allowance: int | None = None
    zone: str = "UTC"
    per_minute: int | None = None
    hedge_micros: int | None = None
    english: bool = False

    @property
    def service(self) -> str:
        """The provider's name, as people and configuration say it."""
        return self.id.split("/", 1)[0]

    @property
    def endpoint(self) -> str:
        """What fails together when a region does: `provider/endpoint`."""
        return self.id.rsplit("/", 1)[0]

    @property
    def key(self) -> str:
        """The same key at any endpoint: `provider/keyN`."""
        return f"{self.service}/{self.id.rsplit('/', 1)[-1]}"

    @property
    def group(self) -> str:
        """What shares an allowance."""
        return self.quota_group or self.key
