"""How a Replicate prediction stands. Source: the vendor's OpenAPI description and documentation."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._outcomes import Drawn, Outcome, Pending, source
from bot.errors import ContentRefused, NoPicture, Overloaded, ProviderError


def looked_at(json: object) -> Outcome:
    """Waiting, or its pictures. Raises what it ended with."""
    id_ = js.text(json, "id")
    match js.text(json, "status"):
        case "starting" | "processing" if id_:
            return Pending(id_)
        case "succeeded":
            return _drawn(json, id_)
        case "":
            return Drawn(())
        case status:
            raise _ended(status, js.text(json, "error"), id_)


def _drawn(json: object, id_: str) -> Drawn:
    """One address, or a list of them; nothing an hour after the end."""
    output = js.at(json, "output")
    urls = [output] if isinstance(output, str) else js.items(output)
    note = "its output was deleted" if js.at(json, "data_removed") is True else ""
    return Drawn(tuple(source(url) for url in urls if isinstance(url, str)), request_id=id_, note=note)


def _ended(status: str, said: str, id_: str) -> ProviderError:
    """`aborted` is a deadline passed before the start. A refusal has no code of its own but E005 in the words."""
    detail = f"{status} {said}"
    if "(E005)" in said or "flagged as sensitive" in said:
        return ContentRefused(detail, request_id=id_)
    return Overloaded(detail, request_id=id_) if status == "aborted" else NoPicture(detail, request_id=id_)
