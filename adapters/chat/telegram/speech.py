"""Says answers: words, with a picture or a file where there is one; to everybody, or for one person's eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.chat.telegram import limits
from adapters.chat.telegram.api import Upload
from adapters.chat.telegram.buttons import Buttons
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.inbound import DIRECT
from adapters.chat.telegram.post import Post, message_id
from adapters.chat.telegram.progress import Progress
from adapters.chat.telegram.refusals import unnamed
from bot.errors import DeliveryError, MessageGone, PictureUnsuitable
from bot.model import Address, ChatKind, Picture
from bot.ports import Answer, Clock

_NO_PREVIEW = {"is_disabled": True}
_WHISPER = "e"
_AGAIN = 2
"""How often words are said again whose answer was lost: twice is better than never. A picture is not, nor what is passing."""


def thread(name: str) -> dict[str, int]:
    """Where in the chat."""
    kind = "direct_messages_topic_id" if name.startswith(DIRECT) else "message_thread_id"
    return {kind: int(name.removeprefix(DIRECT))}


def place(to: Address) -> dict[str, Any]:
    """The topic and the message that is answered; a message that is gone by then is no reason not to answer."""
    where: dict[str, Any] = {}
    if to.thread is not None:
        where |= thread(to.thread)
    if to.reply_to is not None and to.reply_to.isdigit():
        where["reply_parameters"] = {"message_id": int(to.reply_to), "allow_sending_without_reply": True}
    return where


def upload(picture: Picture, name: str) -> Upload:
    return Upload(f"{name}.{picture.media_type.rpartition('/')[2]}", picture.data)


class Speech:
    """Message ids are `<id>`, or `e<person>.<id>` for what one person alone sees."""

    def __init__(self, post: Post, buttons: Buttons, clock: Clock) -> None:
        self._post = post
        self._buttons = buttons
        self.progress = Progress(self._change, post.pace, clock)

    async def say(self, to: Address, answer: Answer) -> str | None:
        """Raises `DeliveryError`."""
        words, markup = answer.text.strip(), self._markup(answer)
        if answer.picture is not None:
            return await self._picture(to, answer.picture, words, markup)
        if answer.document is not None:
            file = Upload(answer.document.name, answer.document.data)
            return await self._captioned(to, "sendDocument", {"document": file}, words, markup)
        if not words:
            return None
        if answer.quiet_to is not None and to.kind is ChatKind.GROUP:
            return await self._whisper(to, answer.quiet_to.account, answer)
        return await self._words(to, words, markup, 0 if answer.pending is not None else _AGAIN)

    async def edit(self, to: Address, message: str, answer: Answer) -> str | None:
        """Change an earlier message of ours. Raises `DeliveryError`."""
        if answer.pending is not None:
            self.progress.show(to, message, answer)
            return message
        await self.progress.end(to, message)
        if answer.picture is not None or answer.document is not None or limits.units(answer.text) > limits.TEXT:
            said = await self.say(to, answer)
            await self.remove(to, message)
            return said
        await self._change(to, message, answer)
        return message

    async def remove(self, to: Address, message: str) -> None:
        """Raises `DeliveryError`."""
        await self.progress.end(to, message)
        if message.startswith(_WHISPER):
            await self._post.change(to, "deleteEphemeralMessage", _whispered(message))
        else:
            await self._post.change(to, "deleteMessage", {"message_id": _number(message)})

    # ── details ──

    async def _change(self, to: Address, message: str, answer: Answer) -> None:
        body = {"text": answer.text, "link_preview_options": _NO_PREVIEW, **self._markup(answer)}
        if message.startswith(_WHISPER):
            await self._post.change(to, "editEphemeralMessageText", {**_whispered(message), **body})
        else:
            await self._post.change(to, "editMessageText", {"message_id": _number(message), **body})

    def _markup(self, answer: Answer) -> dict[str, Any]:
        keyboard = self._buttons.keyboard(answer.buttons)
        return {} if keyboard is None else {"reply_markup": keyboard}

    async def _words(self, to: Address, words: str, markup: Mapping[str, Any], again: int = _AGAIN) -> str:
        *heads, last = limits.split(words, limits.TEXT)
        plain = {**place(to), "link_preview_options": _NO_PREVIEW}
        for head in heads:
            await self._post.send(to, "sendMessage", {**plain, "text": head}, again=again)
        return message_id(await self._post.send(to, "sendMessage", {**plain, "text": last, **markup}, again=again))

    async def _whisper(self, to: Address, person: str, answer: Answer) -> str:
        """For one person's eyes; where the group or the server cannot do that, for all, or something else for all."""
        *heads, last = limits.split(answer.text, limits.TEXT)
        markup = self._markup(answer)
        quiet: dict[str, Any] = {"receiver_user_id": int(person)}
        if to.hint:
            quiet["callback_query_id"] = to.hint
        body = {**place(to), "link_preview_options": _NO_PREVIEW, "ephemeral_message_parameters": quiet}
        try:
            for head in heads:
                await self._post.send(to, "sendMessage", {**body, "text": head}, again=_AGAIN)
            sent = await self._post.send(to, "sendMessage", {**body, "text": last, **markup}, again=_AGAIN)
        except DeliveryError as error:
            if not _cannot_whisper(error):
                raise
            if to.hint:  # that press may be too long ago by now
                return await self._whisper(replace(to, hint=""), person, answer)
            return await (
                self._words(to, answer.text, markup) if answer.aloud is None else self._words(to, answer.aloud, {})
            )
        number = Node(sent)["ephemeral_message_id"].number
        return message_id(sent) if number is None else f"{_WHISPER}{person}.{number}"

    async def _picture(self, to: Address, picture: Picture, words: str, markup: Mapping[str, Any]) -> str:
        file = upload(picture, "picture")
        if limits.fits_photo(picture):
            try:
                return await self._captioned(to, "sendPhoto", {"photo": file}, words, markup)
            except PictureUnsuitable:
                pass
        return await self._captioned(to, "sendDocument", {"document": file}, words, markup)

    async def _captioned(
        self, to: Address, method: str, body: Mapping[str, Any], words: str, markup: Mapping[str, Any]
    ) -> str:
        """Words that a caption cannot hold follow as a message."""
        short = limits.units(words) <= limits.CAPTION
        caption = {"caption": words} if words and short else {}
        sent = await self._post.send(to, method, {**place(to), **body, **caption, **(markup if short else {})})
        return message_id(sent) if short else await self._words(to, words, markup)


def _cannot_whisper(error: DeliveryError) -> bool:
    """Refused for what it is, not for where it goes: said aloud it may pass."""
    return unnamed(error) or "user not found" in error.detail.lower()


def _number(message: str) -> int:
    """Raises `MessageGone` for an id that no message of Telegram has."""
    if not message.isdigit():
        raise MessageGone(message)
    return int(message)


def _whispered(message: str) -> dict[str, int]:
    person, _, number = message.removeprefix(_WHISPER).partition(".")
    return {"receiver_user_id": _number(person), "ephemeral_message_id": _number(number)}
