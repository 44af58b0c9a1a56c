"""Where a message is answered: who asks, in which chat, in which language and zone. Made once, passed along."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Field, NotAllowed
from bot.model import Action, Address, Button, ChatKind, GroupSettings, Identity, Incoming, Person
from bot.ports import Answer, Change, ChatPlatform
from bot.texts import Texts
from bot.texts.buttons import button


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`person` is None for a chat identity.

    `language` is the group's where its admins chose one, else the person's. `timezone` is the person's, or the group's
    where there is no person. `style` is the one the person keeps.
    """

    incoming: Incoming
    platform: ChatPlatform
    person: Person | None
    group: GroupSettings | None
    language: str
    timezone: str
    house_timezone: str
    texts: Texts
    now: datetime
    owner: bool
    style: str = ""

    @property
    def private(self) -> bool:
        return self.incoming.chat.kind is ChatKind.PRIVATE

    def as_here(self, key: str) -> str:
        """The key of words on how to say what to change in a picture, as it is done on this platform."""
        return key if self.platform.traits.replies else f"{key}_next"

    @property
    def here(self) -> str:
        """The zone of the chat, the same for everybody in it: its quiet hours and the days of its counters are read there."""
        return (self.group.timezone if self.group is not None else None) or self.house_timezone

    @property
    def address(self) -> Address:
        chat = self.incoming.chat
        return Address(
            chat.platform,
            chat.id,
            chat.kind,
            thread=chat.thread,
            reply_to=self.incoming.message,
            hint=self.incoming.hint,
            language=self.language,
        )

    @property
    def actor(self) -> str:
        """How the audit log names the sender."""
        return str(self.incoming.sender or f"{self.incoming.chat}/admin")

    def change(self, what: str, old: str, new: str) -> Change:
        """A line for the audit log: the sender changed something in this chat, now."""
        return Change(self.actor, str(self.incoming.chat), what, old, new, self.now)

    def someone(self) -> Person:
        """The person who asks. Raises `NotAllowed` for a channel or an anonymous admin, who own nothing."""
        if self.person is None:
            raise NotAllowed("person.none")
        return self.person

    def say(self, key: str, /, **fields: Field) -> str:
        return self.texts.say(self.language, key, **fields)

    def answer(self, key: str, *buttons: Button, **fields: Field) -> Answer:
        return Answer(self.say(key, **fields), buttons=(buttons,) if buttons else ())

    def quiet(self, key: str, **fields: Field) -> Answer:
        """An answer for the asker's eyes alone, where the platform can."""
        return Answer(self.say(key, **fields), quiet_to=self.whisper())

    def alone(self, words: str, *rows: tuple[Button, ...]) -> Answer:
        """What is nobody else's business: where it cannot be whispered, it has to be asked for in private."""
        if self.private:
            return Answer(words, buttons=rows)
        if not self.platform.traits.quiet:
            return self.answer("private.only")
        return Answer(words, buttons=rows, quiet_to=self.whisper(), aloud=self.say("private.only"))

    def whisper(self) -> Identity | None:
        return None if self.private else self.incoming.sender

    def button(self, action: Action, subject: int) -> Button:
        return button(self.texts, self.language, action, subject)


@dataclass(frozen=True, slots=True)
class Said:
    """What a room answers. `then` runs once the answer has been sent, with the id of its message (None: not known).

    `late` makes the answer when it is its turn to be said (None: there is nothing to say any more, `then` does not run).
    `kept`: what was asked for remembers its message by itself.
    """

    answer: Answer | None = None
    then: Callable[[str | None], Awaitable[None]] | None = None
    toast: str = ""
    late: Callable[[], Awaitable[Answer | None]] | None = None
    kept: bool = False
