"""Pictures by chat completion: what is asked, and every place where relays, OpenRouter and vLLM put the picture."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._ask import Ask, data_uri
from adapters.images._markdown import pictures
from adapters.images._outcomes import Drawn, Source, Usage, source
from bot.errors import ContentRefused


def body(ask: Ask, **fields: object) -> dict[str, object]:
    """One user message: the prompt, then the references as data URIs. Plain text alone where there are none."""
    content: object = ask.words
    if ask.references:
        shown = [{"type": "image_url", "image_url": {"url": data_uri(one)}} for one in ask.references]
        content = [{"type": "text", "text": ask.words}, *shown]
    return {"model": ask.model.id, "stream": False, "messages": [{"role": "user", "content": content}], **fields}


def drawn(json: object) -> Drawn:
    """The pictures of the first choice, wherever they are; `ContentRefused` when a filter took them."""
    choice = js.at(json, "choices", 0)
    message = js.table(choice, "message")
    found, words = _listed(message)
    if not found:
        found, words = pictures(words)
    id_, filtered = js.text(json, "id"), None
    if not found and js.text(choice, "finish_reason") == "content_filter" and not _ended_oddly(choice):
        filtered = ContentRefused(f"content_filter {words[:300]}".strip(), request_id=id_)
    return Drawn(found, usage(json), request_id=id_, note=words[:500], error=filtered)


def usage(json: object) -> Usage | None:
    """OpenRouter tells the price in USD; others count tokens that say nothing of pictures."""
    cost = js.number(json, "usage", "cost")
    if cost is None:
        return None
    images = js.whole(json, "usage", "completion_tokens_details", "image_tokens")
    return Usage(
        text_in=js.whole(json, "usage", "prompt_tokens"),
        text_out=max(0, js.whole(json, "usage", "completion_tokens") - images),
        image_out=images,
        micros=round(cost * 1_000_000),
    )


def _listed(message: dict[str, object]) -> tuple[tuple[Source, ...], str]:
    """(pictures, words) of `message.images` and of a content that is a list of parts."""
    parts = js.items(message, "images") + js.items(message, "content")
    urls = [js.text(part, "image_url", "url") or js.text(part, "image_url") for part in parts]
    words = js.text(message, "content") or " ".join(js.text(part, "text") for part in parts).strip()
    return tuple(source(url) for url in urls if url), words or js.text(message, "refusal")


def _ended_oddly(choice: object) -> bool:
    """Relays call everything that is not STOP a content filter; where the upstream's own reason is told, that counts."""
    native = js.text(choice, "native_finish_reason").upper()
    return native in {"NO_IMAGE", "IMAGE_OTHER", "OTHER", "MALFORMED_RESPONSE", "MAX_TOKENS"}
