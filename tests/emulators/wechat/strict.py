"""What every emulated API is strict about: content type, exact fields, right types."""

from __future__ import annotations

from typing import Any, cast

from aiohttp import web


class Refusal(Exception):
    """An `errcode` with its `errmsg`."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


_SAID = {
    40164: "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1",
    60020: "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com",
}


def injected(code: int) -> Refusal:
    """An error that a test asks for, in the platform's words where they say something."""
    return Refusal(code, _SAID.get(code, "injected"))


async def json_body(
    request: web.Request, fields: dict[str, type], optional: dict[str, type] | None = None
) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Refusal(43002, "require POST method with JSON")
    try:
        body = await request.json()
    except ValueError as error:
        raise Refusal(47001, "data format error") from error
    check_fields(body, fields, optional)
    return dict(body)


def check_fields(body: object, fields: dict[str, type], optional: dict[str, type] | None = None) -> None:
    known = {**(optional or {}), **fields}
    given = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    if not set(fields) <= set(given) <= set(known):
        raise Refusal(47001, f"data format error: {sorted(given)}")
    for name, value in given.items():
        if not isinstance(value, known[name]) or (known[name] is int and isinstance(value, bool)):
            raise Refusal(47001, f"data format error: {name}")


def check_card(card: dict[str, Any], used: set[str]) -> None:
    """A `button_interaction` template card, as the vendors describe it. Its task id must be new."""
    fields: dict[str, type] = {"card_type": str, "main_title": dict, "button_list": list, "task_id": str}
    check_fields(card, fields, {"sub_title_text": str})
    if card["card_type"] != "button_interaction":
        raise Refusal(40008, "card_type")
    check_fields(card["main_title"], {"title": str}, {"desc": str})
    if not 1 <= len(card["button_list"]) <= 6:
        raise Refusal(42045, "button_list size")
    keys: set[str] = set()
    for button in card["button_list"]:
        check_fields(button, {"text": str, "key": str}, {"style": int})
        if not button["text"] or len(button["key"].encode()) > 1024 or button["key"] in keys:
            raise Refusal(42045, "button")
        keys.add(button["key"])
    task = card["task_id"]
    if not 0 < len(task.encode()) <= 128 or not all(c.isascii() and (c.isalnum() or c in "_-@") for c in task):
        raise Refusal(40057, "invalid task_id")
    if task in used:
        raise Refusal(40068, "task_id used before")
    used.add(task)
