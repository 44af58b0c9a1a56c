"""What a message must be like: lengths, keyboards, files, and whether the chat can be written to at all."""

from __future__ import annotations

from typing import Any, cast

from tests.emulators.telegram.refusal import Refusal, bad, forbidden, moved
from tests.emulators.telegram.strict import Call, Upload
from tests.emulators.telegram.town import Json, Room, StoredFile, Town, measure

PHOTO_BYTES = 10 << 20
UPLOAD_BYTES = 50 << 20


def units(text: str) -> int:
    """Telegram counts UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def open_room(town: Town, call: Call) -> Room:
    """The chat of a call, if the bot may write there."""
    room = town.room(call["chat_id"])
    if room is None:
        raise bad("chat not found")
    if room.moved_to is not None:
        raise moved(room.moved_to)
    if room.blocked:
        raise forbidden(room.blocked)
    return room


def text_of(call: Call) -> str:
    text: str = call["text"].strip()
    if not text:
        raise bad("message text is empty")
    if units(text) > 4096:
        raise bad("message is too long")
    _no_markup(call)
    return text


def caption_of(values: Any) -> Json:
    caption = (values.get("caption") or "").strip()
    if units(caption) > 1024:
        raise bad("message caption is too long")
    _no_markup(values)
    return {"caption": caption} if caption else {}


def _no_markup(values: Any) -> None:
    """We do not parse markup: whoever asks for it is not tested here."""
    for name in ("parse_mode", "entities", "caption_entities"):
        if values.get(name):
            raise bad(f"{name} is not supported by this server")


def keyboard(value: Any) -> Json:
    if value is None:
        return {}
    if not isinstance(value, dict) or set(cast("Json", value)) != {"inline_keyboard"}:
        raise bad("object expected as reply markup")
    rows = cast("dict[str, list[list[Json]]]", value)["inline_keyboard"]
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        _button(button)
    return {"reply_markup": value} if rows else {}


def _button(button: Json) -> None:
    if not button.get("text"):
        raise bad("text buttons are unallowed in the inline keyboard")
    kinds = set(button) & {"callback_data", "url", "copy_text", "switch_inline_query_current_chat", "pay"}
    if len(kinds) != 1 or set(button) - kinds - {"text", "style", "disabled"}:
        raise bad("inline keyboard button must have exactly one action")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")


def placed(room: Room, call: Call) -> Json:
    """The topic and the answered message."""
    place: Json = {}
    thread = call.get("message_thread_id")
    if thread is not None:
        if thread not in room.topics:
            raise bad("message thread not found")
        place |= {"message_thread_id": thread, "is_topic_message": True}
    direct = call.get("direct_messages_topic_id")
    if (direct is not None) != bool(room.json.get("is_direct_messages")) or direct not in {None, *room.topics}:
        raise bad("direct messages topic must be specified" if direct is None else "topic not found")
    if direct is not None:
        place["direct_messages_topic"] = {"topic_id": direct}
    reply = call.get("reply_parameters")
    if reply is not None:
        if set(reply) - {"message_id", "chat_id", "allow_sending_without_reply", "ephemeral_message_id"}:
            raise bad("can't parse reply parameters")
        target = room.messages.get(reply["message_id"])
        if target is None and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        if target is not None:
            place["reply_to_message"] = {name: v for name, v in target.items() if name != "reply_to_message"}
    return place


def file_of(town: Town, call: Call, value: Any, kind: str) -> StoredFile:
    """An upload, an attachment of it, or a file the server already has; checked and kept."""
    if isinstance(value, str) and value.startswith("attach://"):
        value = call.uploads.get(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        if not value.data:
            raise bad("file must be non-empty")
        return _uploaded(town, value, kind)
    if not isinstance(value, str):
        raise bad(f"there is no {kind} in the request")
    known = town.files.get(value)
    if known is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad(f"can't use file of type {known.kind.title()} as {kind.title()}")
    return known


def _uploaded(town: Town, upload: Upload, kind: str) -> StoredFile:
    size = len(upload.data)
    if size > UPLOAD_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    if kind == "photo":
        if size > PHOTO_BYTES:
            limit = f"the maximum size is {PHOTO_BYTES} bytes"
            raise bad(f"file of size {size} bytes is too big for a photo; {limit}")
        width, height = measure(upload.data)
        if not width:
            raise bad("IMAGE_PROCESS_FAILED")
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad("PHOTO_INVALID_DIMENSIONS")
    return town.keep(kind, upload.data, name=upload.name, media_type=upload.media_type)
