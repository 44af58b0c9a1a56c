"""What a relay of the one-api / new-api family answers: pictures in any of its shapes, complaints in words of its own.

Source: their published source.
"""

from __future__ import annotations

from adapters.images import _chat_api as chat
from adapters.images import _images_api as images
from adapters.images import _json as js
from adapters.images import _native as native
from adapters.images._complaint import Complaint
from adapters.images._markdown import pictures
from adapters.images._outcomes import Drawn, Encoded
from bot.errors import ModelRetired, NoPicture, ProviderError, RequestInvalid

_NO_PICTURE = ("only imagen models are supported", "no images generated")


def drawn(json: object) -> Drawn:
    """By what came, not by what was asked: relays convert as they like."""
    if js.items(json, "choices"):
        return chat.drawn(json)
    if js.items(json, "data"):
        return images.drawn(json)
    if js.items(json, "output"):
        return _responded(json)
    return native.outcome(json)


def _responded(json: object) -> Drawn:
    """OpenAI's Responses: the result of a tool, else a picture in what was said."""
    output = js.items(json, "output")
    results = [js.text(one, "result") for one in output if js.text(one, "type") == "image_generation_call"]
    said = "\n".join(js.text(part, "text") for one in output for part in js.items(one, "content"))
    shown, words = pictures(said)
    made = tuple(Encoded(result) for result in results if result)
    return Drawn(made or shown, request_id=js.text(json, "id"), note=words[:500])


def said(complaint: Complaint) -> ProviderError | None:
    """The error for its own codes; None for what it passes on."""
    match complaint.code:
        case "empty_response" | "bad_response_body":
            return NoPicture(complaint.detail)
        case "model_price_error":
            return ModelRetired(complaint.detail)
        case "read_request_body_failed" | "invalid_request":
            return RequestInvalid(complaint.detail, parameter=complaint.parameter)
        case "403" if complaint.status >= 500:  # so they said it before they said `model_not_found`
            return ModelRetired(complaint.detail)
        case _:
            return NoPicture(complaint.detail) if any(one in complaint.said for one in _NO_PICTURE) else None
