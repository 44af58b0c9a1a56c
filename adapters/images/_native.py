"""Google's `generateContent` wire format, which relays pass through: one room for its request and every shape of its answer."""

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._ask import Ask, base64
from adapters.images._markdown import pictures
from adapters.images._outcomes import Drawn, Encoded, Source, Usage
from bot.errors import ContentRefused, KeyRejected, NoPicture, ProviderError

_REFUSED = frozenset(
    {
        "SAFETY",
        "IMAGE_SAFETY",
        "PROHIBITED_CONTENT",
        "IMAGE_PROHIBITED_CONTENT",
        "BLOCKLIST",
        "SPII",
        "RECITATION",
        "IMAGE_RECITATION",
        "ESCALATION",
    }
)
_SIZES = {"1k": "1K", "2k": "2K", "4k": "4K"}


def body(ask: Ask) -> dict[str, object]:
    """TEXT is asked for beside IMAGE: alone, a model that declines cannot say why. Who thought too long thinks less."""
    parts: list[object] = [{"text": ask.words}]
    parts += [{"inlineData": {"mimeType": picture.media_type, "data": base64(picture)}} for picture in ask.references]
    config: dict[str, object] = {"responseModalities": ["TEXT", "IMAGE"]}
    frame = {"aspectRatio": ask.aspect} if ask.aspect else {}
    if len(ask.model.sizes) > 1:  # models of one size refuse the field
        frame["imageSize"] = _SIZES[ask.size]
    if frame:
        config["imageConfig"] = frame
    if ask.seed is not None:
        config["seed"] = ask.seed
    if ask.before.startswith("MAX_TOKENS") and "least_thinking" in ask.model.options:
        config["thinkingConfig"] = {"thinkingLevel": ask.model.options["least_thinking"]}
    return {"contents": [{"role": "user", "parts": parts}], "generationConfig": config}


def outcome(json: object) -> Drawn:
    """The last picture that is no draft (`thought`), else the last of any kind; a missing one is told with what it cost.

    Of several candidates the first that has a picture counts, else the first.
    """
    offered = js.items(json, "candidates")
    candidate = js.table(next((one for one in offered if _drawn(_parts(one))), js.at(offered, 0)))
    parts = _parts(candidate)
    request_id = js.text(json, "responseId")
    spoken = " ".join(js.text(part, "text") for part in parts if js.at(part, "thought") is not True).strip()
    found = _drawn(parts)
    if found is None and spoken:
        shown, spoken = pictures(spoken)
        found = shown[-1] if shown else None
    if found is None:
        wrong = _missing(json, candidate, spoken, request_id)
        return Drawn((), _usage(json, pictured=False), request_id=request_id, error=wrong)
    return Drawn((found,), _usage(json, pictured=True), request_id=request_id, note=spoken[:500], ageing=_ageing(json))


def _parts(candidate: object) -> list[object]:
    return js.items(candidate, "content", "parts")


def _ageing(json: object) -> str:
    """`modelStatus`, where it says that the model's days are counted."""
    stage = js.text(json, "modelStatus", "modelStage")
    told = f"{stage} until {js.text(json, 'modelStatus', 'retirementTime')} {js.text(json, 'modelStatus', 'message')}"
    return told.strip() if stage in {"LEGACY", "DEPRECATED", "RETIRED"} else ""


def _drawn(parts: list[object]) -> Source | None:
    finished: Source | None = None
    draft: Source | None = None
    for part in parts:
        inline = js.table(part, "inlineData") or js.table(part, "inline_data")
        if data := js.text(inline, "data"):
            if js.at(part, "thought") is True:
                draft = Encoded(data)
            else:
                finished = Encoded(data)
    return finished or draft


def _missing(json: object, candidate: dict[str, object], spoken: str, request_id: str) -> ProviderError:
    blocked = js.text(json, "promptFeedback", "blockReason")
    if blocked and not candidate:
        said = js.text(json, "promptFeedback", "blockReasonMessage")
        return ContentRefused(f"prompt blocked: {blocked} {said}".strip(), request_id=request_id)
    reason = js.text(candidate, "finishReason") or "no candidate"
    detail = f"{reason} {js.text(candidate, 'finishMessage')} {spoken[:300]}".strip()
    if reason in _REFUSED:
        return ContentRefused(detail, request_id=request_id)
    if reason == "PUP_LIMITED_DISABLED":  # the account is limited for policy violations
        return KeyRejected(detail, request_id=request_id)
    return NoPicture(detail, request_id=request_id, spoken=reason == "STOP" and bool(spoken))


def _usage(json: object, *, pictured: bool) -> Usage | None:
    """Tokens by kind; thoughts are billed as text. Without details of a picture the price table speaks."""
    meta = js.table(json, "usageMetadata")
    if not meta:
        return None
    given, made = _by_kind(meta, "promptTokensDetails"), _by_kind(meta, "candidatesTokensDetails")
    out = js.whole(meta, "candidatesTokenCount")
    image = made.get("IMAGE", None if pictured else 0)
    return Usage(
        text_in=js.whole(meta, "promptTokenCount") - given.get("IMAGE", 0),
        image_in=given.get("IMAGE", 0),
        text_out=max(0, out - image if image is not None else 0) + js.whole(meta, "thoughtsTokenCount"),
        image_out=image,
    )


def _by_kind(meta: dict[str, object], name: str) -> dict[str, int]:
    return {js.text(one, "modality"): js.whole(one, "tokenCount") for one in js.items(meta, name)}
