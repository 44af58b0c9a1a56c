"""Providers that ring when a job is done: the address they are given, and the door they ring at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adapters.settings.reading import Settings
from adapters.web.server import Route
from bot.ports import Clock
from bot.resilience import Target


def ring_addresses(settings: Settings, secret: bytes) -> Callable[[str, int], str] | None:
    """None where nobody on the Internet can reach us, or nobody rings."""
    public = settings.house.public_url
    if public is None or set(settings.providers.providers) <= {"sketch"}:
        return None
    from adapters.images._callbacks import addresses  # noqa: PLC0415  loads an HTTP client, which sketch does without

    return addresses(public, secret)


def ring_routes(targets: Sequence[Target], secret: bytes, clock: Clock) -> list[Route]:
    """The route for the providers behind these targets; none where all draw here."""
    if all(target.service == "sketch" for target in targets):
        return []
    from adapters.images._callbacks import ROUTE, Callbacks, ringing  # noqa: PLC0415  as above

    return [("POST", ROUTE, Callbacks(ringing(targets), secret=secret, clock=clock).handle)]


async def hang_up(targets: Sequence[Target]) -> None:
    """Close the connections of every provider that has any."""
    closed: set[int] = set()
    for target in targets:
        close = getattr(target.provider, "aclose", None)
        if close is not None and id(target.provider) not in closed:
            closed.add(id(target.provider))
            await close()
