"""Everything the bot may ask or settle: chats, members, files, commands, presses, payments."""

from __future__ import annotations

import re
from pathlib import Path

from tests.emulators.telegram.checks import keyboard, open_room, units
from tests.emulators.telegram.refusal import QUERY_OLD, bad
from tests.emulators.telegram.strict import Call
from tests.emulators.telegram.town import Json, Room, Town

_DOWNLOAD_BYTES = 20 << 20
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
_RESULTS = {"photo": {"photo_file_id"}, "article": {"title", "input_message_content"}}


def get_me(town: Town, call: Call) -> Json:
    return {
        **town.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": not town.privacy,
        "supports_inline_queries": town.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(town: Town, call: Call) -> Json:
    room = open_room(town, call)
    return {**room.json, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}


_GIFTS = {
    "unlimited_gifts": True,
    "limited_gifts": True,
    "unique_gifts": True,
    "premium_subscription": True,
    "gifts_from_channels": True,
}


def _member(town: Town, room: Room, user: int) -> Json:
    status = room.members.get(user, "left")
    member: Json = {"status": status, "user": town.users[user]}
    if status == "creator":
        return {**member, "is_anonymous": False}
    if status == "administrator":
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
            "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
            "can_edit_stories can_delete_stories can_send_welcome_messages"
        )
        return {**member, **dict.fromkeys(rights.split(), False)}
    return member


def get_chat_member(town: Town, call: Call) -> Json:
    room = open_room(town, call)
    if call["user_id"] not in town.users:
        raise bad("PARTICIPANT_ID_INVALID")
    if room.members.get(int(town.bot["id"])) != "administrator" and call["user_id"] not in room.members:
        raise bad("member list is inaccessible")
    return _member(town, room, call["user_id"])


def get_chat_administrators(town: Town, call: Call) -> list[Json]:
    room = open_room(town, call)
    if room.private:
        raise bad("there are no administrators in the private chat")
    admins = [user for user, status in room.members.items() if status in {"creator", "administrator"}]
    return [_member(town, room, user) for user in admins if user == town.bot["id"] or not town.users[user]["is_bot"]]


def get_file(town: Town, call: Call) -> Json:
    file = town.files.get(call["file_id"])
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > _DOWNLOAD_BYTES:
        raise bad("file is too big")
    path = town.place(file) or file.path
    if town.disk is not None and town.disk.is_dir():
        Path(path).write_bytes(file.data)
    return {"file_id": file.id, "file_unique_id": file.unique, "file_size": len(file.data), "file_path": path}


def answer_callback(town: Town, call: Call) -> bool:
    query = call["callback_query_id"]
    if query not in town.queries or town.queries[query] is not None:
        raise bad(QUERY_OLD)
    if units(call.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    town.queries[query] = call.values
    town.changed()
    return True


def answer_inline(town: Town, call: Call) -> bool:
    query, results = call["inline_query_id"], call["results"]
    if query not in town.inline_answers:
        raise bad(QUERY_OLD)
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) != len(results):
        raise bad("RESULT_ID_DUPLICATE")
    for result in results:
        missing = _RESULTS[result["type"]] - set(result)
        if missing or not 1 <= len(result["id"].encode()) <= 64:
            raise bad(f"can't parse inline query result: {sorted(missing)}")
        keyboard(result.get("reply_markup"))
        if result["type"] == "article" and not result["input_message_content"].get("message_text"):
            raise bad("message text is empty")
        if result["type"] == "photo" and result["photo_file_id"] not in town.files:
            raise bad("wrong file identifier/HTTP URL specified")
    town.inline_answers[query] = call.values
    town.changed()
    return True


def react(town: Town, call: Call) -> bool:
    room = open_room(town, call)
    if call["message_id"] not in room.messages:
        raise bad("message to react not found")
    if len(call.get("reaction") or []) > 1:
        raise bad("REACTIONS_TOO_MANY")
    room.reactions[call["message_id"]] = {"reaction": call.get("reaction") or []}
    town.changed()
    return True


# ── commands ──


def _scope(call: Call) -> tuple[str, str]:
    scope = call.get("scope") or {"type": "default"}
    if scope.get("type") not in _SCOPES or set(scope) != {"type", *_SCOPES[scope["type"]]}:
        raise bad("can't parse BotCommandScope")
    return ":".join(str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope), call.get(
        "language_code", ""
    )


def set_commands(town: Town, call: Call) -> bool:
    commands = call["commands"]
    if len(commands) > 100:
        raise bad("too many bot commands specified")
    for command in commands:
        if set(command) - {"command", "description", "is_ephemeral"} or not _COMMAND.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    town.commands[_scope(call)] = commands
    return True


def get_commands(town: Town, call: Call) -> list[Json]:
    return town.commands.get(_scope(call), [])


def delete_commands(town: Town, call: Call) -> bool:
    town.commands.pop(_scope(call), None)
    return True


# ── payments ──


def answer_checkout(town: Town, call: Call) -> bool:
    query = call["pre_checkout_query_id"]
    if query not in town.checkouts or town.checkouts[query] is not None:
        raise bad(QUERY_OLD)
    if not call["ok"] and not call.get("error_message"):
        raise bad("error_message must be non-empty")
    town.checkouts[query] = call.values
    town.changed()
    return True


def refund_stars(town: Town, call: Call) -> bool:
    charge = town.charges.get(call["telegram_payment_charge_id"])
    if charge is None or charge.get("payer") != call["user_id"]:
        raise bad("CHARGE_NOT_FOUND")
    if charge.get("refunded"):
        raise bad("CHARGE_ALREADY_REFUNDED")
    charge["refunded"] = True
    room = town.rooms[call["user_id"]]
    refunded = {name: v for name, v in charge["payment"].items() if name != "provider_payment_charge_id"}
    town.tell("message", town.post(room, {"from": town.bot, "refunded_payment": refunded}))
    return True


def star_transactions(town: Town, call: Call) -> Json:
    """What was paid, and what was paid back: that one has the same id, and a receiver for its source."""
    if not 1 <= call.get("limit", 100) <= 100:
        raise bad("LIMIT_INVALID")
    paid = [(charge, known) for charge, known in town.charges.items() if "payer" in known]
    book = [_transaction(town, charge, known, "source") for charge, known in paid]
    book += [_transaction(town, charge, known, "receiver") for charge, known in paid if known.get("refunded")]
    start = call.get("offset", 0)
    return {"transactions": book[start : start + call.get("limit", 100)]}


def _transaction(town: Town, charge: str, known: Json, side: str) -> Json:
    partner = {"type": "user", "transaction_type": "invoice_payment", "user": town.users[known["payer"]]}
    return {"id": charge, "amount": known["payment"]["total_amount"], "date": town.now(), side: partner}
