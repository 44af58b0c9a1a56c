"""How a job in fal's queue stands, and what a finished one looks like, at fal itself and behind a router.

A queue knows no failed state: a job that went wrong is `COMPLETED`, with an error in it or at its result's address.
"""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._calls import Call
from adapters.images._complaint import Complaint
from adapters.images._outcomes import Drawn, Outcome, Pending, source
from bot.errors import NoPicture, Overloaded, ProviderError

_BROKEN = ("internal_server_error", "generation_timeout", "downstream_service_error", "downstream_service_unavailable")
_RUNNER = ("runner_", "startup_timeout", "request_timeout", "internal_error")


def looked_at(json: object, handle: str) -> Outcome:
    """The handle is the three addresses: they cannot be made from the model's id, so they are kept."""
    urls = [js.text(json, name) for name in ("status_url", "response_url", "cancel_url")]
    match js.text(json, "status"):
        case "COMPLETED" if handle:
            kind = js.text(json, "error_type")
            if kind.startswith(_RUNNER):
                raise Overloaded(f"{kind} {js.text(json, 'error')}")
            return Pending(handle, then=Call("GET", handle.split()[1]), after=0.0)
        case "IN_QUEUE" | "IN_PROGRESS" if handle:
            return Pending(handle)
        case "IN_QUEUE" | "IN_PROGRESS" | "COMPLETED" if all(urls):
            return Pending(" ".join(urls))
        case _:
            return drawn(json)


def broken(complaint: Complaint) -> ProviderError | None:
    """What broke inside the job stays broken, however often its result is asked for."""
    inside = complaint.kind in _BROKEN or complaint.code.startswith(_RUNNER)
    return NoPicture(complaint.detail) if inside else None


def drawn(json: object) -> Drawn:
    """`images[].url`: addresses, or data URIs when they were asked for. `description` is what the model says to it."""
    urls = [js.text(one, "url") for one in js.items(json, "images")]
    found = tuple(source(url) for url in urls if url)
    seed = js.at(json, "seed")
    note = js.text(json, "description")[:500]
    return Drawn(found, seed=seed if isinstance(seed, int) else None, note=note)
