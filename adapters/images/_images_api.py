"""The OpenAI Images wire format, also spoken by relays and self-hosted servers. Source: the vendor's SDK types."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Call, Part
from adapters.images._frames import pixels
from adapters.images._outcomes import Drawn, Encoded, Hosted, Source, Usage

BOX = (3840, 2160)  # pixels: the long and the short side at most
STEEPEST = 3.0
_CLASSIC = {"1:1": "1024x1024", "3:2": "1536x1024", "2:3": "1024x1536"}


def size(ask: Ask) -> str:
    """`auto` follows the references; the three classic sizes are what every version takes, others are computed."""
    if ask.size == "1k":
        if ask.aspect is None and ask.references:
            return "auto"
        if classic := _CLASSIC.get(ask.aspect or "1:1"):
            return classic
    width, height = pixels(ask.shape, ask.size, box=BOX, steepest=STEEPEST)
    return f"{width}x{height}"


def generation(ask: Ask, path: str, **fields: object) -> Call:
    body = {"model": ask.model.id, "prompt": ask.prompt, "n": ask.count, **fields}
    return Call("POST", path, json=body)


def edit(ask: Ask, path: str, **fields: object) -> Call:
    """Multipart with `image[]` for each reference, in order."""
    plain = {"model": ask.model.id, "prompt": ask.prompt, "n": ask.count, **fields}
    form = [Part(name, str(value)) for name, value in plain.items()]
    form += [
        Part("image[]", picture.data, f"{number}.{picture.media_type.partition('/')[2]}", picture.media_type)
        for number, picture in enumerate(ask.references, 1)
    ]
    return Call("POST", path, form=tuple(form))


def drawn(json: object) -> Drawn:
    """`data[]` with `b64_json` or `url` each; empty when there is none."""
    found = [source for item in js.items(json, "data") if (source := _source(item))]
    note = js.text(json, "metadata", "text") or js.text(json, "data", 0, "revised_prompt")
    return Drawn(tuple(found), usage(json), note=note)


def usage(json: object) -> Usage | None:
    """Tokens by kind; None where the server counts nothing (self-hosted ones answer zeros)."""
    meta = js.table(json, "usage")
    if not js.whole(meta, "output_tokens"):
        return None
    text_out = js.whole(meta, "output_tokens_details", "text_tokens")
    image_in = js.whole(meta, "input_tokens_details", "image_tokens")
    return Usage(
        text_in=js.whole(meta, "input_tokens") - image_in,
        image_in=image_in,
        text_out=text_out,
        image_out=js.whole(meta, "output_tokens") - text_out,
    )


def _source(item: object) -> Source | None:
    if encoded := js.text(item, "b64_json"):
        return Encoded(encoded)
    url = js.text(item, "url")
    if url.startswith("data:"):
        return Encoded(url)
    return Hosted(url) if url else None
