"""A row of a provider's table of troubles: what the service says, and the error that must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import ProviderError
from tests.emulators.providers.server import Handler, says


@dataclass(frozen=True)
class Row:
    """`play` is put on for a drawing request (`poll`: for a question about the job). `fields` of the error are compared too."""

    name: str
    play: Handler
    error: type[ProviderError]
    fields: Mapping[str, object] = field(default_factory=dict[str, object])
    poll: bool = False


def row(name: str, status: int, body: object, error: type[ProviderError], **fields: object) -> Row:
    """The usual one: a status and a body."""
    return Row(name, says(status, body), error, fields)
