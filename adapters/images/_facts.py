"""What is known about providers and their models without asking them: capability, price, limits, hosts. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.model import ImageRequest, Price

SIZES = ("1k", "2k", "4k")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPrice:
    """Micro-USD for a million tokens (USD × 1,000,000), by kind."""

    text_in: int = 0
    image_in: int = 0
    text_out: int = 0
    image_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model of one provider.

    `status` is `live`, `deprecated` or `retired`; `retires` its last announced day. `aspects` None: any. `sizes`: the first
    is the default. `references` and `count` (pictures in one call) are maxima. `reframes` False: an
    edit keeps the aspect of its reference. `negative`: `field` when the provider has
    one, `prompt` when the words go into the prompt, `none`. `price` is micro-USD a picture by size, `reference` micro-USD
    more for each reference, `units` by size. `seconds` is how long an answer may take. `options` go to the provider file.
    """

    id: str
    names: tuple[str, ...] = ()
    status: str = "live"
    retires: date | None = None
    aspects: tuple[str, ...] | None = None
    sizes: tuple[str, ...] = ("1k",)
    references: int = 0
    count: int = 1
    reframes: bool = True
    seed: bool = False
    negative: str = "none"
    prompt: int = 12_000
    price: Mapping[str, int] = field(default_factory=dict[str, int])
    tokens: TokenPrice | None = None
    reference: int = 0
    units: Mapping[str, int] = field(default_factory=dict[str, int])
    seconds: float | None = None
    options: Mapping[str, object] = field(default_factory=dict[str, object])

    def size(self, request: ImageRequest) -> str:
        return request.size or self.sizes[0]

    def cost(self, request: ImageRequest) -> Price:
        """What the whole request costs by the table. A size without a price costs what the next smaller one does."""
        size = self.size(request)
        known = [self.price[one] for one in SIZES[: SIZES.index(size) + 1] if one in self.price]
        each = (known[-1] if known else 0) + self.reference * len(request.references)
        return Price(units=self.units.get(size, 1) * request.count, micros=each * request.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One provider. Its file is `adapters/images/<kind>.py`; `kind` is `name`, except for a relay declared `like` another.

    `auth` is `bearer`, `key` (fal), `basic`, `header <name …>` or `none`; `key` is `required`, `optional` or `none`.
    `webhook_secret` says where the operator finds what signs its callbacks; empty: nothing has to be written down.
    `endings` may stand at the end of an operator's base URL and are cut off. `hosts` are further hosts that the key may go
    to. `region`: header that carries a base URL's `#fragment`. `routes`: the ways of asking that a model's `options` may
    name. `talks` is the path below which it answers in words, for language models; None: it only draws. `allowance` is free
    requests a day and `zone` where that day begins. `per_minute` requests, `concurrency` calls at once. `english`: it knows
    no other language. `megabytes` caps an answer, `seconds` an answer's wait, `poll` is seconds between polls.
    """

    name: str
    title: str
    kind: str
    auth: str = "bearer"
    key: str = "required"
    get_key: str = ""
    webhook_secret: str = ""
    base_urls: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    region: str = ""
    routes: tuple[str, ...] = ()
    talks: str | None = None
    free: str = ""
    notes: str = ""
    model: str = ""
    fallbacks: tuple[str, ...] = ()
    models: Mapping[str, Model] = field(default_factory=dict[str, Model])
    any_model: bool = False
    allowance: int | None = None
    per_minute: int | None = None
    zone: str = "UTC"
    english: bool = False
    concurrency: int = 32
    seconds: float = 120.0
    poll: float = 2.0
    megabytes: float = 48.0
    options: Mapping[str, object] = field(default_factory=dict[str, object])
    words: Mapping[str, TokenPrice] = field(default_factory=dict[str, TokenPrice])

    def find(self, name: str) -> Model | None:
        """A model by its id or one of its other names; with `any_model`, an unknown id is drawn like the default."""
        if name in self.models:
            return self.models[name]
        wanted = name.casefold()  # people do not type capitals
        known = ((one, {id_.casefold() for id_ in (one.id, *one.names)}) for one in self.models.values())
        found = next((one for one, names in known if wanted in names), None)
        if found is None and self.any_model and self.model:
            return replace(self.models[self.model], id=name, names=())
        return found


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All providers by name, in the order of the file."""

    providers: Mapping[str, Facts]

    def __getitem__(self, name: str) -> Facts:
        return self.providers[name]

    def __contains__(self, name: object) -> bool:
        return name in self.providers

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.providers)
