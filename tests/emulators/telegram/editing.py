"""Changing and taking back the bot's own messages; a message that is not there, not ours, or not changed is refused."""

from __future__ import annotations

from tests.emulators.telegram.checks import caption_of, keyboard, open_room, text_of
from tests.emulators.telegram.refusal import NOT_MODIFIED, bad
from tests.emulators.telegram.sending import media_body
from tests.emulators.telegram.strict import Call
from tests.emulators.telegram.town import Json, Town

_BODY = ("text", "photo", "document", "caption", "reply_markup", "invoice")


def _ours(town: Town, call: Call) -> Json:
    if call.get("inline_message_id") is not None:
        raise bad("MESSAGE_ID_INVALID")
    room = open_room(town, call)
    message = room.messages.get(call.get("message_id", 0))
    if message is None:
        raise bad("message to edit not found")
    if message.get("from", {}).get("id") != town.bot["id"]:
        raise bad("message can't be edited")
    return message


def _replace(town: Town, message: Json, body: Json) -> Json:
    if {name: message[name] for name in _BODY if name in message} == body:
        raise bad(NOT_MODIFIED)
    for name in _BODY:
        message.pop(name, None)
    message |= body
    message["edit_date"] = town.now()
    town.changed()
    return message


def _kept(message: Json, *names: str) -> Json:
    return {name: message[name] for name in names if name in message}


def edit_text(town: Town, call: Call) -> Json:
    message = _ours(town, call)
    body = {"text": text_of(call), **keyboard(call.get("reply_markup"))}
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _replace(town, message, body)


def edit_caption(town: Town, call: Call) -> Json:
    message = _ours(town, call)
    if "text" in message:
        raise bad("there is no caption in the message to edit")
    body = {**_kept(message, "photo", "document"), **caption_of(call), **keyboard(call.get("reply_markup"))}
    return _replace(town, message, body)


def edit_media(town: Town, call: Call) -> Json:
    message = _ours(town, call)
    body = {**media_body(town, call, call["media"]), **keyboard(call.get("reply_markup"))}
    return _replace(town, message, body)


def edit_markup(town: Town, call: Call) -> Json:
    message = _ours(town, call)
    body = {**_kept(message, "text", "photo", "document", "caption"), **keyboard(call.get("reply_markup"))}
    return _replace(town, message, body)


def delete(town: Town, call: Call) -> bool:
    room = open_room(town, call)
    if room.messages.pop(call["message_id"], None) is None:
        raise bad("message to delete not found")
    town.changed()
    return True


# ── messages for one person's eyes ──


def _hidden(town: Town, call: Call) -> Json:
    room = open_room(town, call)
    message = room.hidden.get(call["ephemeral_message_id"])
    if message is None or message["receiver_user"]["id"] != call["receiver_user_id"]:
        raise bad("message to edit not found")
    return message


def edit_hidden_text(town: Town, call: Call) -> bool:
    message = _hidden(town, call)
    _replace(town, message, {"text": text_of(call), **keyboard(call.get("reply_markup"))})
    return True


def edit_hidden_markup(town: Town, call: Call) -> bool:
    message = _hidden(town, call)
    _replace(town, message, {**_kept(message, "text"), **keyboard(call.get("reply_markup"))})
    return True


def delete_hidden(town: Town, call: Call) -> bool:
    message = _hidden(town, call)
    open_room(town, call).hidden.pop(message["ephemeral_message_id"])
    town.changed()
    return True
