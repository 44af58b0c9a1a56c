"""Providers that ring when a job is done: the address they are given, and the door they ring at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adapters.images.catalogue import load
from adapters.settings.reading import Settings
from adapters.settings.secrets import secret
from adapters.web.server import Route
from bot.ports import Clock
from bot.resilience import Target


def ring_addresses(settings: Settings, key: bytes) -> Callable[[str, int], str] | None:
    """None where nobody on the Internet can reach us, or nobody rings. Empty for a provider whose ring could not be checked."""
    public = settings.house.public_url
    if public is None or set(settings.providers.providers) <= {"sketch"}:
        return None
    from adapters.images._callbacks import addresses  # noqa: PLC0415  loads an HTTP client, which sketch does without

    address, unproven = addresses(public, key), set(unproven_rings(settings))
    return lambda name, job: "" if name in unproven else address(name, job)


def unproven_rings(settings: Settings) -> list[str]:
    """Configured providers that sign with a secret which nobody has written down yet."""
    catalogue = load(settings.providers.providers_file)
    signing = [name for name in settings.providers.providers if name in catalogue and catalogue[name].webhook_secret]
    return [name for name in signing if not settings.provider[name].webhook_secret]


def ring_address(settings: Settings, name: str) -> str:
    """Where a provider rings that is told so by hand, once for all jobs. Makes nothing for the sake of saying it."""
    public, house = settings.house.public_url, settings.house
    if public is None:
        return "it needs BANANABOT_PUBLIC_URL"
    if house.secret is None and not (house.data / "secret").exists():
        return "its address is known after the first start"
    from adapters.images._callbacks import addresses  # noqa: PLC0415  as above

    return f"it rings at {addresses(public, secret(house))(name, 0)}"


def ring_routes(settings: Settings, targets: Sequence[Target], key: bytes, clock: Clock) -> list[Route]:
    """The route for the providers behind these targets; none where all draw here."""
    if all(target.service == "sketch" for target in targets):
        return []
    from adapters.images._callbacks import ROUTE, Callbacks, ringing  # noqa: PLC0415  as above

    written = {name: said.webhook_secret.encode() for name, said in settings.provider.items() if said.webhook_secret}
    return [("POST", ROUTE, Callbacks(ringing(targets), secret=key, clock=clock, proofs=written).handle)]


async def hang_up(targets: Sequence[Target]) -> None:
    """Close the connections of every provider that has any."""
    closed: set[int] = set()
    for target in targets:
        close = getattr(target.provider, "aclose", None)
        if close is not None and id(target.provider) not in closed:
            closed.add(id(target.provider))
            await close()
