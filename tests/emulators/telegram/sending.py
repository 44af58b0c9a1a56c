"""Messages of the bot: words, pictures, documents, albums, invoices; for everybody or for one person's eyes."""

from __future__ import annotations

import secrets
from typing import Any, cast

from tests.emulators.telegram.checks import caption_of, file_of, keyboard, open_room, placed, text_of
from tests.emulators.telegram.refusal import bad
from tests.emulators.telegram.strict import Call
from tests.emulators.telegram.town import Json, Room, Town, content

_ACTIONS = {"typing", "upload_photo", "upload_document"}


def post(town: Town, room: Room, call: Call, body: Json) -> Json:
    """Put the bot's message into the chat, or show it to one person."""
    whole = {"from": town.bot, **placed(room, call), **body, **keyboard(call.get("reply_markup"))}
    quiet = call.get("ephemeral_message_parameters")
    if quiet is None:
        return town.post(room, whole)
    return _whisper(town, room, quiet, whole)


def _whisper(town: Town, room: Room, quiet: Json, body: Json) -> Json:
    if room.private:
        raise bad("ephemeral messages can be sent only to groups and supergroups")
    if set(quiet) - {"receiver_user_id", "callback_query_id", "replace_callback_query_message"}:
        raise bad("can't parse ephemeral message parameters")
    receiver = town.users.get(quiet.get("receiver_user_id", 0))
    if receiver is None or receiver["id"] not in room.members:
        raise bad("user not found")
    number = next(room.hidden_ids)
    message = {"message_id": 0, "date": town.now(), "chat": room.json, **body}
    message |= {"ephemeral_message_id": number, "receiver_user": receiver}
    room.hidden[number] = message
    town.changed()
    return message


def send_message(town: Town, call: Call) -> Json:
    room = open_room(town, call)
    return post(town, room, call, {"text": text_of(call)})


def send_photo(town: Town, call: Call) -> Json:
    room = open_room(town, call)
    caption = caption_of(call)
    return post(town, room, call, {**content(file_of(town, call, call["photo"], "photo")), **caption})


def send_document(town: Town, call: Call) -> Json:
    room = open_room(town, call)
    caption = caption_of(call)
    return post(town, room, call, {**content(file_of(town, call, call["document"], "document")), **caption})


def send_media_group(town: Town, call: Call) -> list[Json]:
    room = open_room(town, call)
    media: list[Any] = call["media"]
    if not 2 <= len(media) <= 10:
        raise bad("group must contain 2-10 items")
    kinds = {item.get("type") for item in media}
    if len(kinds) != 1 or not kinds <= {"photo", "document"}:
        raise bad("document can't be mixed with other media types")
    bodies = [media_body(town, call, item) for item in media]
    group = {"media_group_id": str(secrets.randbelow(10**17))}
    return [post(town, room, call, {**body, **group}) for body in bodies]


def media_body(town: Town, call: Call, item: Any) -> Json:
    """What an InputMedia becomes in a message."""
    allowed = {"type", "media", "caption", "disable_content_type_detection"}
    if not isinstance(item, dict) or set(cast("Json", item)) - allowed:
        raise bad("can't parse InputMedia")
    medium = cast("Json", item)
    return {**content(file_of(town, call, medium["media"], medium["type"])), **caption_of(medium)}


def send_chat_action(town: Town, call: Call) -> bool:
    room = open_room(town, call)
    if call["action"] not in _ACTIONS:
        raise bad("wrong parameter action in request")
    room.actions.append(call["action"])
    return True


def send_invoice(town: Town, call: Call) -> Json:
    room = open_room(town, call)
    prices = call["prices"]
    if call["currency"] != "XTR" or call.get("provider_token") or len(prices) != 1:
        raise bad("STARS_INVOICE_INVALID")
    amount = prices[0]["amount"]
    if not isinstance(amount, int) or not 1 <= amount <= 25_000:
        raise bad("CURRENCY_TOTAL_AMOUNT_INVALID")
    if not 1 <= len(call["title"]) <= 32 or not 1 <= len(call["description"]) <= 255:
        raise bad("INVOICE_TITLE_INVALID")
    if not 1 <= len(call["payload"].encode()) <= 128:
        raise bad("INVOICE_PAYLOAD_INVALID")
    invoice = {name: call[name] for name in ("title", "description", "currency")}
    message = post(town, room, call, {"invoice": {**invoice, "start_parameter": "", "total_amount": amount}})
    town.charges[f"{room.id}:{message['message_id']}"] = {"payload": call["payload"], "amount": amount}
    return message
