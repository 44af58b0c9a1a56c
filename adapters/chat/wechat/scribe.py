"""Answers as WeChat texts and cards: numbered choices, further pages and what waits in the mailbox are remembered here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from adapters.chat.wechat.mailbox import Mailbox, Waiting
from adapters.chat.wechat.notes import Notes
from adapters.chat.wechat.passive import Card, Content, Text
from adapters.chat.wechat.slots import Reply
from adapters.chat.wechat.tongues import Tongues
from adapters.chat.wechat.words import TEXT_BYTES, Rows, Words, anchor, choices, chosen, cut, numbered, plain, shorten
from bot.model import Press
from bot.ports import Parcel, Sheet

_NUMBERS, _MORE = "numbers", "more"
_NUMBERS_SECONDS = 30 * 86_400.0
_MORE_SECONDS = 86_400.0
_MORE_BYTES = 60_000
_CARD_CHARACTERS = 120
_CAPTION_CHARACTERS = 300


class Scribe:
    """`link` gives the page of a picture by its id, `picture` the address of its bytes (JPEG or PNG)."""

    def __init__(
        self,
        notes: Notes,
        mailbox: Mailbox,
        tongues: Tongues,
        link: Callable[[int], str],
        picture: Callable[[int], str],
    ) -> None:
        self._notes = notes
        self._mailbox = mailbox
        self._tongues = tongues
        self._link = link
        self._picture = picture

    # ── texts ──

    async def text(self, account: str, words: str, rows: Rows = ()) -> str:
        """Words with their numbered choices. The numbers mean these choices from now on."""
        if not any(rows):
            return plain(words)
        await self._notes.put(account, _NUMBERS, choices(rows), _NUMBERS_SECONDS)
        return f"{plain(words)}\n\n{numbered(rows)}".strip()

    async def page(self, account: str, words: str) -> str:
        """As much as one message holds; the rest is kept for whoever answers 0."""
        if len(words.encode()) <= TEXT_BYTES:
            return words
        own = await self._tongues.of(account)
        hint = "\n" + own("wechat.more")
        head, rest = cut(words, TEXT_BYTES - len(hint.encode()))
        await self._notes.put(account, _MORE, cut(rest, _MORE_BYTES)[0], _MORE_SECONDS)
        return head + hint

    async def further(self, account: str) -> str | None:
        """The next page of what was too long, if there is one."""
        rest = await self._notes.get(account, _MORE)
        if not rest:
            return None
        await self._notes.change(account, _MORE, lambda _: None, 1.0)
        return await self.page(account, rest)

    async def press(self, account: str, number: int, message: str) -> Press | None:
        """What the number chooses from the last list this person saw."""
        remembered: Any = await self._notes.get(account, _NUMBERS)
        return chosen(cast("Sequence[tuple[str, int]] | None", remembered), number, message)

    async def nothing_to_choose(self, account: str, number: int) -> Reply | None:
        """The answer to a number that is on no list, and what it would have to be to become a picture."""
        words = await self._tongues.of(account)
        return await self.reply(account, words("wechat.no_choice", number=number))

    # ── passive replies ──

    async def not_yet(self, account: str, *, pushed: bool) -> Reply | None:
        """The answer is still being made: it will be pushed, or said with the next message."""
        words = await self._tongues.of(account)
        return await self.reply(account, words("wechat.working" if pushed else "wechat.not_yet"))

    async def reply(self, account: str, words: str, *, announced: str = "") -> Reply | None:
        """Words, together with whatever waits for this person; None when there is neither.

        Words that only announced the pictures of the event `announced` are left out when those are here already.
        """
        waiting = await self._mailbox.waiting(account)
        if announced and any(one.pictures and one.event == announced for one in waiting):
            words = ""
        if not waiting:
            return Reply(Text(await self.page(account, words))) if words else None
        return Reply(await self._handover(account, words, waiting), tuple(waiting))

    async def _handover(self, account: str, words: str, waiting: Sequence[Waiting]) -> Content:
        own = await self._tongues.of(account)
        if len(waiting) == 1 and len(waiting[0].pictures) == 1 and len(words) <= _CARD_CHARACTERS:
            one = waiting[0]
            return self._card(own("wechat.ready_title", code=one.job), words, one.pictures[0])
        said = [self._told(one, own) for one in waiting]
        return Text(await self.page(account, "\n\n".join([*said, words]).strip()))

    def _told(self, one: Waiting, own: Words) -> str:
        if not one.pictures:
            return one.words
        return "\n".join([own("wechat.ready", code=one.job), *self._links(one.pictures, own)])

    # ── pictures as cards and links ──

    async def card(self, account: str, parcel: Parcel) -> Content:
        """A parcel where no picture can be uploaded: one as a news card, several as links."""
        words, own = await self.caption(account, parcel), await self._tongues.of(account)
        pictures = [sheet.stored.id for sheet in parcel.sheets]
        if len(pictures) == 1:
            return self._card(own("wechat.ready_title", code=parcel.job), words, pictures[0])
        return Text(await self.page(account, "\n".join([*self._links(pictures, own), words])))

    async def caption(self, account: str, parcel: Parcel) -> str:
        """The words under a parcel. A prompt may be long; here it is only a reminder."""
        return await self.text(account, shorten(parcel.caption, _CAPTION_CHARACTERS), parcel.buttons)

    async def originals(self, account: str, sheets: Sequence[Sheet]) -> str:
        """Files cannot be sent: links to the unchanged bytes."""
        own = await self._tongues.of(account)
        return "\n".join([own("wechat.original"), *self._links([sheet.stored.id for sheet in sheets], own)])

    async def links(self, account: str, pictures: Sequence[int]) -> list[str]:
        return self._links(pictures, await self._tongues.of(account))

    def _links(self, pictures: Sequence[int], own: Words) -> list[str]:
        return [
            anchor(self._link(picture), own("wechat.picture", number=number))
            for number, picture in enumerate(pictures, 1)
        ]

    def _card(self, title: str, words: str, picture: int) -> Card:
        return Card(title, words, self._link(picture), self._picture(picture))
