"""What was drawn."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """Decoded and checked image bytes, with what was found by looking at them (never what a header claimed)."""

    data: bytes = field(repr=False)
    digest: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """The finished pictures of one drawing and who drew them. `micros` is the actual cost; `latency` in seconds.

    Without pictures it is what a call cost that brought none. `again`: how many more were asked for, of which none was refused or
    lost: they may be asked for again.
    """

    pictures: tuple[Picture, ...]
    provider: str
    model: str
    micros: int = 0
    tokens: int = 0
    latency: float = 0.0
    seed: int | None = None
    request_id: str = ""
    note: str = ""
    again: int = 0


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture of the history. `number` counts from 1 within its job; its bytes are in the blob store under `digest`."""

    id: int
    job: int
    number: int
    digest: str
    media_type: str
    width: int
    height: int
