"""Inline mode: `@bot words` in any chat offers a person's own pictures, and a way to have a new one drawn in private."""

from __future__ import annotations

import logging
from typing import Any

from adapters.chat.telegram.api import Api, Refused, Silent, Unreached
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.handles import Form, handles
from adapters.chat.telegram.limits import CAPTION, TEXT, cut, fit
from adapters.chat.telegram.refusals import StaleFile, meaning
from adapters.chat.telegram.senders import identity_of
from bot.ports import Suggester, Suggestions

log = logging.getLogger(__name__)

_PAGE = 30  # of the 50 that one answer may hold
_LABEL = 64
_CACHE_SECONDS = 10


class Inline:
    def __init__(self, api: Api, suggester: Suggester | None) -> None:
        self._api = api
        self._suggester = suggester
        self._username = ""

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
            whole = {**asked, **more, "button": button}
            try:
                await self._api.call("answerInlineQuery", {**whole, "results": [*way, *_photos(found)]})
            except Refused as refused:
                if not isinstance(meaning(refused), StaleFile):
                    raise
                await self._api.call(
                    "answerInlineQuery", {**whole, "results": way}
                )  # handles of another bot, before ours
        except (Refused, Unreached, Silent) as error:
            log.info("inline question not answered", extra={"error": str(error)})

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


def _photos(found: Suggestions) -> list[dict[str, Any]]:
    """Photos that the server already has; a picture that only went out as a document has no such handle."""
    files = [(suggestion, handles(suggestion.file).get(Form.PHOTO)) for suggestion in found.pictures]
    return [
        {"type": "photo", "id": str(one.picture), "photo_file_id": file, "caption": fit(one.caption, CAPTION)}
        for one, file in files
        if file
    ]
