"""Inline mode: `@bot words` in any chat offers a person's own pictures, and a way to have a new one drawn in private."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.asking import ask
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.handles import Form, handles
from adapters.chat.telegram.limits import CAPTION, TEXT, cut, fit
from adapters.chat.telegram.senders import identity_of
from bot.ports import Clock, Suggester, Suggestions

log = logging.getLogger(__name__)

_PAGE = 30  # of the 50 that one answer may hold
_LABEL = 64
_CACHE_SECONDS = 10
_PATIENCE = 3.0  # seconds: whoever types has typed on by then
_TOO_LATE = ("query is too old", "query id is invalid", "query_id_invalid")
_KEPT = 4096  # dead files remembered


class Inline:
    def __init__(self, api: Api, suggester: Suggester | None, clock: Clock) -> None:
        self._api = api
        self._suggester = suggester
        self._clock = clock
        self._username = ""
        self._dead: set[str] = set()

    @property
    def answers(self) -> bool:
        return self._suggester is not None

    async def answer(self, query: Node) -> None:
        """Worth one try: the app asks again with the next letter."""
        who, offset = identity_of(query["from"]), query["offset"].text
        if self._suggester is None or who is None:
            return
        start = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 6 else 0
        language = query["from"]["language_code"].text or None
        found = await self._suggester.suggest(who, query["query"].text, language, start=start, count=_PAGE)
        if found is None:
            return
        asked = {"inline_query_id": query["id"].text, "cache_time": _CACHE_SECONDS, "is_personal": True}
        button = {"text": cut(found.draw, _LABEL), "start_parameter": found.start}
        more = {"next_offset": str(start + len(found.pictures))} if found.more else {}
        try:
            way = [await self._article(found)] if found.posted and start == 0 else []
            await self._offer({**asked, **more, "button": button}, way, self._photos(found))
        except (Refused, Unreached, Silent) as error:
            log.info("inline question not answered", extra={"error": str(error)})

    async def _offer(self, whole: Mapping[str, Any], way: list[Any], photos: list[dict[str, Any]]) -> None:
        """One file that the server does not have any more spoils the whole page: without it, then without any."""
        try:
            await self._reply({**whole, "results": [*way, *photos]})
        except Refused as refused:
            if refused.code != 400 or not photos or any(map(refused.says, _TOO_LATE)):
                raise
            living = await self._living(photos)
            log.info("pictures are not offered any more", extra={"dead": len(photos) - len(living)})
            try:
                await self._reply({**whole, "results": [*way, *(living if len(living) < len(photos) else [])]})
            except Refused:
                await self._reply({**whole, "results": way})

    async def _reply(self, whole: Mapping[str, Any]) -> None:
        await ask(self._api, self._clock, "answerInlineQuery", whole, patience=_PATIENCE)

    async def _article(self, found: Suggestions) -> dict[str, Any]:
        """Posted into that chat, it leads its sender to the private one."""
        if not self._username:
            self._username = Node(await self._api.call("getMe", {}, seconds=10))["username"].text
        link = f"https://t.me/{self._username}?start={found.start}"
        return {
            "type": "article",
            "id": "draw",
            "title": cut(found.draw, _LABEL),
            "input_message_content": {"message_text": fit(found.posted, TEXT)},
            "reply_markup": {"inline_keyboard": [[{"text": cut(found.draw, _LABEL), "url": link}]]},
        }

    def _photos(self, found: Suggestions) -> list[dict[str, Any]]:
        """Photos that the server already has; a picture that only went out as a document has no such handle."""
        files = [(suggestion, handles(suggestion.file).get(Form.PHOTO)) for suggestion in found.pictures]
        return [
            {"type": "photo", "id": str(one.picture), "photo_file_id": file, "caption": fit(one.caption, CAPTION)}
            for one, file in files
            if file and file not in self._dead
        ]

    async def _living(self, photos: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The server does not say which file it does not have, but tells each when asked."""
        known = await asyncio.gather(*(self._known(photo["photo_file_id"]) for photo in photos))
        return [photo for photo, alive in zip(photos, known, strict=True) if alive]

    async def _known(self, file: str) -> bool:
        try:
            await ask(self._api, self._clock, "getFile", {"file_id": file}, patience=_PATIENCE)
        except Refused as refused:
            if refused.code != 400 or refused.says("too big"):
                return True
        except (Unreached, Silent):
            return True
        else:
            return True
        if len(self._dead) >= _KEPT:
            self._dead.clear()
        self._dead.add(file)
        return False
