"""Inline mode: while somebody types elsewhere, their own pictures are offered, and a way to have a new one drawn in private."""

from __future__ import annotations

from bot.answers.wishes import Wishes
from bot.model import Identity
from bot.ports import Clock, GalleryStore, PeopleStore, Sent, Suggestion, Suggestions
from bot.texts import Texts

_MOST_WORDS = 10


class Suggesting:
    """Implements `bot.ports.Suggester`. `language` and `timezone` are the house's own."""

    def __init__(
        self,
        *,
        people: PeopleStore,
        gallery: GalleryStore,
        wishes: Wishes,
        texts: Texts,
        clock: Clock,
        language: str,
        timezone: str,
    ) -> None:
        self._people = people
        self._gallery = gallery
        self._wishes = wishes
        self._texts = texts
        self._clock = clock
        self._language = language
        self._timezone = timezone

    async def suggest(
        self, who: Identity, words: str, language: str | None, *, start: int, count: int
    ) -> Suggestions | None:
        """Nobody sees pictures but their own. Who is shut out hears nothing."""
        now = self._clock.now()
        person = await self._people.person(who, language or self._language, self._timezone)
        if person.banned_until is not None and person.banned_until > now:
            return None
        terms = words.split()[:_MOST_WORDS]
        found = await self._gallery.sent(person.id, who.platform, terms, start=start, count=count + 1)
        spoken = self._texts.nearest(person.language)
        wish = " ".join(words.split())
        return Suggestions(
            pictures=tuple(map(_suggestion, found[:count])),
            draw=self._texts.say(spoken, "inline.draw", prompt=wish)
            if wish
            else self._texts.say(spoken, "inline.start"),
            start=await self._wishes.keep(who, wish, now) if wish else "inline",
            more=len(found) > count,
            posted=self._texts.say(spoken, "inline.posted", prompt=wish) if wish else "",
        )


def _suggestion(sent: Sent) -> Suggestion:
    return Suggestion(sent.picture.id, sent.file, sent.prompt)
