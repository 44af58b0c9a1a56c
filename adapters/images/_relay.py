"""What a relay of the one-api / new-api family says in words of its own. Source: their published source."""

from __future__ import annotations

from adapters.images._complaint import Complaint
from bot.errors import ModelRetired, NoPicture, ProviderError, RequestInvalid

_NO_PICTURE = ("only imagen models are supported", "no images generated")


def said(complaint: Complaint) -> ProviderError | None:
    """The error for its own codes; None for what it passes on."""
    match complaint.code:
        case "empty_response" | "bad_response_body":
            return NoPicture(complaint.detail)
        case "model_price_error":
            return ModelRetired(complaint.detail)
        case "read_request_body_failed" | "invalid_request":
            return RequestInvalid(complaint.detail, parameter=complaint.parameter)
        case _:
            return NoPicture(complaint.detail) if any(one in complaint.said for one in _NO_PICTURE) else None
