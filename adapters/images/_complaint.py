"""An answer that is no success, laid out: whatever shape the provider's error has, the same few fields."""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

from adapters.images import _json as js
from adapters.images._calls import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """`code` and `kind` are the provider's own names for it; `said` is everything in lower case, to look for words in."""

    status: int
    code: str = ""
    kind: str = ""
    message: str = ""
    parameter: str = ""
    json: object = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    request_id: str = ""

    @property
    def said(self) -> str:
        return f"{self.code} {self.kind} {self.message}".lower()

    @property
    def detail(self) -> str:
        parts = (str(self.status), self.kind, self.code, self.message or "no words")
        return " ".join(part for part in parts if part)


def lay_out(answer: Answer) -> Complaint:
    """Knows `{"error": {…}}` (also in a list), `{"error": "…"}`, `{"detail": …}`, `{"errors": […]}`, `{"title": …}` and pages."""
    try:
        json: object = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        page = answer.body[:200].decode("utf-8", "replace").strip()
        return _complaint(answer, None, message=f"{answer.media_type or 'untyped'}, not JSON: {page}")
    if js.is_list(json):
        json = js.at(json, 0)
    error = js.table(json, "error")
    if error:
        return _complaint(
            answer,
            json,
            code=js.word(error, "code") or js.word(json, "code"),
            kind=js.text(error, "status") or js.text(error, "type"),
            message=js.text(error, "message") + _reasons(error),
            parameter=js.text(error, "param"),
        )
    return _flat(answer, json)


def _flat(answer: Answer, json: object) -> Complaint:
    detail = js.at(json, "detail")
    first = js.table(detail, 0) if js.is_list(detail) else js.table(detail)
    said = (
        js.text(json, "error"),
        js.text(json, "title"),
        js.text(json, "message"),
        detail if isinstance(detail, str) else js.text(first, "msg") or js.text(first, "message"),
        "; ".join(
            found
            for one in js.items(json, "errors")
            if (found := one if isinstance(one, str) else js.text(one, "message"))
        ),
        js.text(json, "errors"),
        "; ".join(js.text(one, "reason") for one in js.items(json, "invalid_params")),
    )
    return _complaint(
        answer,
        json,
        code=js.word(json, "code") or js.text(json, "name") or js.text(json, "error_type") or js.text(first, "code"),
        kind=js.text(first, "type") or js.text(json, "type"),
        message=": ".join(part for part in said if part),
        parameter=".".join(str(step) for step in js.items(first, "loc")[1:])
        or js.text(json, "invalid_params", 0, "field"),
    )


def _complaint(
    answer: Answer, json: object, *, code: str = "", kind: str = "", message: str = "", parameter: str = ""
) -> Complaint:
    return Complaint(
        status=answer.status,
        code="" if code == str(answer.status) else code,
        kind=kind,
        message=message[:2000],
        parameter=parameter[:100],
        json=json,
        headers=dict(answer.headers),
        request_id=answer.request_id,
    )


def _reasons(error: dict[str, object]) -> str:
    """Google hides the real reason (API_KEY_INVALID) in the details."""
    found = [js.text(one, "reason") for one in js.items(error, "details")]
    return "".join(f" [{reason}]" for reason in found if reason)
