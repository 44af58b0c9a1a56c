"""A person with a phone: writes, sends pictures, presses buttons, pays, and sees a chat as the app shows it."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.emulators.telegram.entities import entities
from tests.emulators.telegram.town import Json, Room, Town, content

_people = itertools.count(5001)


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as the person sees it. `picture` are the bytes of a photo, `file` those of a document."""

    id: int
    ours: bool
    text: str
    buttons: tuple[tuple[str, ...], ...] = ()
    picture: bytes | None = None
    file: bytes | None = None
    name: str = ""
    album: str | None = None
    answers: int | None = None
    thread: int | None = None
    hidden: bool = False
    invoice: Json | None = None


class Phone:
    def __init__(self, town: Town, name: str = "Ann", *, user: int | None = None, **more: Any) -> None:
        self.town = town
        self.id = user or next(_people)
        self.user: Json = {"id": self.id, "is_bot": False, "first_name": name, "language_code": "en", **more}
        town.users[self.id] = self.user
        self.private = town.found("private", name, self.id, **{k: v for k, v in more.items() if k == "username"})
        self.private.members[self.id] = "member"
        self.room = self.private

    def join(self, room: Room, status: str = "member") -> Phone:
        """Go to a group and look at that one from now on."""
        room.members[self.id] = status
        self.room = room
        return self

    # ── sending ──

    def say(
        self, text: str, *, reply_to: int | None = None, thread: int | None = None, face: Json | None = None
    ) -> Json:
        """`face` replaces what stands in `from`, `sender_chat` and the like."""
        return self._send({"text": text, **entities(text), **(face or {})}, reply_to, thread)

    def send_photo(self, data: bytes, caption: str = "", *, reply_to: int | None = None, **more: Any) -> Json:
        return self._picture(data, caption, more, reply_to)

    def send_file(
        self, data: bytes, name: str, media_type: str = "", caption: str = "", *, reply_to: int | None = None
    ) -> Json:
        file = self.town.keep("document", data, name=name, media_type=media_type)
        return self._send({**content(file), **_caption(caption)}, reply_to, None)

    def send_album(self, pictures: Sequence[bytes], caption: str = "") -> list[Json]:
        group = {"media_group_id": str(secrets.randbelow(10**17))}
        return [self._picture(data, caption if n == 0 else "", group) for n, data in enumerate(pictures)]

    def edit(self, message: int, text: str, *, later: int = 0) -> None:
        """Change an earlier message of ours; `later` seconds after it was sent."""
        whole = self.room.messages[message]
        words = {"text": text, **entities(text)} if "text" in whole else _caption(text)
        for name in ("caption", "caption_entities", "entities"):
            whole.pop(name, None)
        whole |= {**words, "edit_date": whole["date"] + later}
        self.town.tell("edited_message", whole)

    def press(self, message: int, label: str, *, data: str | None = None) -> str:
        """Press a button under a message; `data` forges what is sent. Return the query's id."""
        found = self._find(message)
        rows = found.get("reply_markup", {}).get("inline_keyboard", [])
        sent = data or next(b["callback_data"] for row in rows for b in row if b["text"].endswith(label))
        query = str(secrets.randbelow(10**18))
        self.town.queries[query] = None
        whole = {"id": query, "from": self.user, "chat_instance": "7", "message": found, "data": sent}
        self.town.tell("callback_query", whole)
        return query

    def ask_inline(self, words: str, offset: str = "") -> str:
        query = str(secrets.randbelow(10**18))
        self.town.inline_answers[query] = None
        self.town.tell("inline_query", {"id": query, "from": self.user, "query": words, "offset": offset})
        return query

    def block(self) -> None:
        self.private.blocked = "Forbidden: bot was blocked by the user".removeprefix("Forbidden: ")

    # ── paying ──

    def checkout(self, message: int, **forged: Any) -> str:
        """Tap "pay" under an invoice; the bot must agree before anything is charged. `forged` replaces what Telegram says."""
        order = self.town.charges[f"{self.room.id}:{message}"]
        query = str(secrets.randbelow(10**18))
        self.town.checkouts[query] = None
        whole = {"id": query, "from": self.user, "currency": "XTR", "invoice_payload": order["payload"]}
        self.town.tell("pre_checkout_query", whole | {"total_amount": order["amount"]} | forged)
        return query

    def pay(self, message: int, *, times: int = 1, **forged: Any) -> str:
        """Telegram has charged: say so, so many times. Return the charge id."""
        order = self.town.charges[f"{self.room.id}:{message}"]
        charge = secrets.token_urlsafe(20)
        payment = {"currency": "XTR", "total_amount": order["amount"], "invoice_payload": order["payload"]}
        payment |= {"telegram_payment_charge_id": charge, "provider_payment_charge_id": "", **forged}
        self.town.charges[charge] = {**order, "payer": self.id, "payment": payment}
        for _ in range(times):
            self._send({"successful_payment": payment}, None, None)
        return charge

    # ── looking ──

    @property
    def screen(self) -> list[Seen]:
        """Everything in the chat that is open, oldest first; what only we can see at its end."""
        bot = self.town.bot["id"]
        messages = [self._seen(message, bot) for message in self.room.messages.values()]
        hidden = [m for m in self.room.hidden.values() if m["receiver_user"]["id"] == self.id]
        return messages + [self._seen(message, bot) for message in hidden]

    @property
    def answers(self) -> list[Seen]:
        """What the bot said here."""
        return [seen for seen in self.screen if not seen.ours]

    async def until(self, shown: Callable[[list[Seen]], Any], seconds: float = 60.0) -> list[Seen]:
        """Look at the bot's messages until they are as wanted."""
        async with asyncio.timeout(seconds):
            while not shown(self.answers):
                await self.town.change.wait()
        return self.answers

    async def answered(self, query: str, seconds: float = 60.0) -> Json:
        """What the bot said to a press, an inline question or a checkout."""
        async with asyncio.timeout(seconds):
            while True:
                for book in (self.town.queries, self.town.inline_answers, self.town.checkouts):
                    answer = book.get(query)
                    if answer is not None:
                        return answer
                await self.town.change.wait()

    # ── details ──

    def _picture(self, data: bytes, caption: str, more: Json, reply_to: int | None = None) -> Json:
        return self._send({**content(self.town.keep("photo", data)), **_caption(caption), **more}, reply_to, None)

    def _find(self, message: int) -> Json:
        return self.room.messages.get(message) or next(
            m for m in self.room.hidden.values() if m["ephemeral_message_id"] == message
        )

    def _send(self, body: Json, reply_to: int | None, thread: int | None) -> Json:
        where: Json = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        if reply_to is not None:
            answered = self._find(reply_to)
            where["reply_to_message"] = {k: v for k, v in answered.items() if k != "reply_to_message"}
        message = self.town.post(self.room, {"from": self.user, **where, **body})
        if self._heard(message):
            self.town.tell("message", message)
        return message

    def _heard(self, message: Json) -> bool:
        """Privacy mode: in groups a bot that is no admin gets commands, mentions of it, replies to it, and services."""
        bot = self.town.bot
        if self.room.private or not self.town.privacy or self.room.members.get(int(bot["id"])) == "administrator":
            return True
        words = message.get("text") or message.get("caption") or ""
        replied = message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]
        named = f"@{bot['username']}".lower() in words.lower()
        return replied or named or words.startswith("/") or not ({"text", "photo", "document"} & set(message))

    def _seen(self, message: Json, bot: int) -> Seen:
        markup = message.get("reply_markup", {}).get("inline_keyboard", [])
        photo, document = message.get("photo"), message.get("document")
        files = self.town.files
        return Seen(
            id=message.get("ephemeral_message_id") or message["message_id"],
            ours=message.get("from", {}).get("id") != bot,
            text=message.get("text") or message.get("caption") or "",
            buttons=tuple(tuple(button["text"] for button in row) for row in markup),
            picture=files[photo[-1]["file_id"]].data if photo else None,
            file=files[document["file_id"]].data if document else None,
            name=document.get("file_name", "") if document else "",
            album=message.get("media_group_id"),
            answers=message.get("reply_to_message", {}).get("message_id"),
            thread=message.get("message_thread_id"),
            hidden="ephemeral_message_id" in message,
            invoice=message.get("invoice"),
        )


def _caption(caption: str) -> Json:
    if not caption:
        return {}
    found = entities(caption)
    return {"caption": caption, **({"caption_entities": found["entities"]} if found else {})}
