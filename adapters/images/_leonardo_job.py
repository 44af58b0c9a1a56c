"""How a Leonardo generation stands. Its price is told when it is handed in, so the handle is `id micro-USD`."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._outcomes import Drawn, Hosted, Outcome, Pending, Usage
from bot.errors import ContentRefused, NoPicture


def handed_in(created: dict[str, object]) -> Outcome:
    """What was created, and what it costs."""
    id_, cost = js.text(created, "generationId"), js.table(created, "cost")
    usd = js.number(cost, "amount") if js.text(cost, "unit") == "DOLLARS" else None
    return Pending(id_ if usd is None else f"{id_} {round(usd * 1_000_000)}") if id_ else Drawn(())


def looked_at(job: dict[str, object], handle: str) -> Outcome:
    """A fresh job may not be visible yet. An empty success is what moderation leaves; a failure says no reason."""
    id_, _, micros = handle.partition(" ")
    match js.text(job, "status"):
        case "COMPLETE":
            urls = [url for one in js.items(job, "generated_images") if (url := js.text(one, "url"))]
            if not urls:
                raise ContentRefused("COMPLETE without pictures", request_id=id_)
            usage = Usage(micros=int(micros)) if micros.isdigit() else None
            return Drawn(tuple(Hosted(url) for url in urls), usage, request_id=id_)
        case "FAILED":
            raise NoPicture("FAILED", request_id=id_)
        case _:
            return Pending(handle)
