"""What a finished fal job looks like, at fal itself and behind a router."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._calls import Drawn, source


def drawn(json: object) -> Drawn:
    """`images[].url`: addresses, or data URIs when they were asked for. `description` is what the model says to it."""
    urls = [js.text(one, "url") for one in js.items(json, "images")]
    found = tuple(source(url) for url in urls if url)
    seed = js.at(json, "seed")
    note = js.text(json, "description")[:500]
    return Drawn(found, seed=seed if isinstance(seed, int) else None, note=note)
