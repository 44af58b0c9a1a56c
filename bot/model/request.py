"""What is asked for, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

SEEDS = 2**31
"""Seeds lie below: every provider takes these, and counting up goes round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """A picture somebody wants, free of any platform or provider. None means: not asked for.

    `references` are content hashes (sha256, hex) of normalised pictures in the blob store, in the order sent.
    `aspect` is `W:H`; `size` is one of `1k`, `2k`, `4k`; `count` is 1 to 4.
    """

    prompt: str
    references: tuple[str, ...] = ()
    aspect: str | None = None
    size: str | None = None
    count: int = 1
    seed: int | None = None
    negative: str | None = None
    style: str | None = None
    model: str | None = None
    provider: str | None = None
    private: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What a request costs the person (units, for the whole request) and is expected to cost the operator (micro-USD)."""

    units: int
    micros: int = 0
