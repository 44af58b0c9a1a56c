"""The web page as a chat platform: each visitor is an account in a private chat of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from adapters.chat.web.shelf import File, Shelf
from adapters.chat.web.timeline import Message, Timelines
from bot.errors import BadReference, MessageGone
from bot.model import Address, Attachment, Button, Chat, Identity, Incoming
from bot.ports import Answer, Parcel, Receipt, Receive, Traits

PLATFORM = "web"


class WebChat:
    """Implements `bot.ports.ChatPlatform`. `link` is the address of a picture of the history, by its id.

    A message is on the page when it is on the timeline: a page that is closed shows it when it is opened again.
    """

    def __init__(self, link: Callable[[int], str]) -> None:
        self.timelines = Timelines()
        self.shelf = Shelf()
        self._link = link
        self._receive: Receive | None = None
        self._said = 0

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def traits(self) -> Traits:
        return Traits(repeatable=True, local=True)

    async def run(self, receive: Receive) -> None:
        """Let the page's messages in until cancelled."""
        self._receive = receive
        try:
            await asyncio.Event().wait()
        finally:
            self._receive = None

    async def take(self, incoming: Incoming) -> bool:
        """A message of the page. False: nobody listens just now."""
        if self._receive is None:
            return False
        await self._receive(incoming)
        return True

    # ── the way back ──

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:
        if answer.afresh:
            self.timelines.clear(to.chat)
            self.shelf.clear(to.chat)
        name = edit or self._next()
        message = self._message(to.chat, name, answer)
        if edit is None:
            self.timelines.show(to.chat, message)
        elif not self.timelines.change(to.chat, message):
            raise MessageGone("not on the page any more")
        return name

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        """The waiting message makes room for the pictures, one message each, with the words under the last."""
        if to.waiting is not None:
            self.timelines.remove(to.chat, to.waiting)
        names = [f"{parcel.job}.{sheet.stored.number}" for sheet in parcel.sheets]
        for number, (sheet, name) in enumerate(zip(parcel.sheets, names, strict=True)):
            stored, last = sheet.stored, number == len(names) - 1
            picture = {"src": self._link(stored.id), "width": stored.width, "height": stored.height}
            row = (
                parcel.buttons[number : number + 1]
                if len(parcel.buttons) == len(names)
                else parcel.buttons
                if last
                else ()
            )
            self.timelines.show(
                to.chat,
                {
                    "id": name,
                    "text": parcel.caption if last else "",
                    "pictures": [picture],
                    "buttons": [_button(button) for buttons in row for button in buttons],
                },
            )
        return Receipt(tuple(names))

    async def working(self, to: Address) -> None:
        """The waiting message moves by itself."""

    async def remove(self, to: Address, message: str) -> None:
        if not self.timelines.remove(to.chat, message):
            raise MessageGone("not on the page any more")

    async def acknowledge(self, token: str, text: str = "") -> None:
        """`token` is the account that pressed."""
        if text:
            self.timelines.show(token, {"id": self._next(), "text": text, "toast": True})

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        account, _, name = attachment.ref.partition("/")
        file = self.shelf.get(name, account)
        if file is None:
            raise BadReference("reference.gone")
        if len(file.data) > limit:
            raise BadReference("reference.too_large", megabytes=limit // 1_000_000)
        return file.data

    async def is_admin(self, chat: Chat, who: Identity) -> bool:  # noqa: ARG002 - the port's
        """There are no groups here."""
        return False

    # ── as the page reads it ──

    def _message(self, account: str, name: str, answer: Answer) -> Message:
        message: Message = {
            "id": name,
            "text": answer.text,
            "buttons": [_button(button) for row in answer.buttons for button in row],
            "pending": answer.pending is not None,
        }
        if (picture := answer.picture) is not None:
            src = self._shelved(account, "picture", picture.media_type, picture.data)["src"]
            message["pictures"] = [{"src": src, "width": picture.width, "height": picture.height}]
        if (document := answer.document) is not None:
            message["file"] = self._shelved(account, document.name, document.media_type, document.data)
        return message

    def _shelved(self, account: str, name: str, media_type: str, data: bytes) -> Mapping[str, str]:
        return {"name": name, "src": f"files/{self.shelf.put(File(account, name, media_type, data))}"}

    def _next(self) -> str:
        self._said += 1
        return f"said-{self._said}"


def _button(button: Button) -> dict[str, str | int]:
    return {"action": button.action.value, "subject": button.subject, "label": button.label}
