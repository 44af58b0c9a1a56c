"""What could not be done, in words: why, until when in the asker's own zone, and never the same thing twice to a whole group."""

from __future__ import annotations

from bot.answers.account import exceeded_words
from bot.answers.scene import Said, Scene
from bot.errors import BadPrompt, BadReference, Banned, QuotaExceeded, Rejection
from bot.model import ScopeKind, WindowKind
from bot.ports import Answer, NoticeStore

_TOAST = 200  # characters that Telegram shows as the answer to a press


class Rejections:
    def __init__(self, notices: NoticeStore) -> None:
        self._notices = notices

    async def said(self, scene: Scene, rejection: Rejection) -> Said:
        """For the asker's eyes alone, where the platform can; a limit is told to the whole group once in its window."""
        words = rejected_words(scene, rejection)
        if scene.incoming.press is not None and len(words) <= _TOAST:
            return Said(toast=words)
        if isinstance(rejection, QuotaExceeded) and not rejection.short and not scene.private:
            return await self._limit(scene, rejection, words)
        if scene.platform.traits.sells and _bought_off(rejection):
            words = f"{words}\n{scene.say('quota.buy')}"
        return Said(Answer(words, quiet_to=scene.whisper()))

    async def _limit(self, scene: Scene, error: QuotaExceeded, words: str) -> Said:
        """The first time aloud. After that whispered; where nobody can whisper, it has been said (and is, where it is owed)."""
        window = error.usage.window
        key = f"limit/{scene.incoming.chat}/{error.usage.rule.scope}/{window.starts:%Y%m%d%H%M}"
        left = max(60.0, (window.ends - scene.now).total_seconds())
        if await self._notices.once(key, scene.now, left) or scene.platform.traits.owed:
            return Said(Answer(words))
        whisper = scene.whisper()
        return Said(Answer(words, quiet_to=whisper)) if whisper and scene.platform.traits.quiet else Said()


def _bought_off(rejection: Rejection) -> bool:
    """Whether bought units would have helped: they pay where one's own day or month is used up."""
    if not isinstance(rejection, QuotaExceeded):
        return False
    rule = rejection.usage.rule
    return rule.kind is ScopeKind.PERSON and rule.limit.window is not WindowKind.MINUTE


def rejected_words(scene: Scene, rejection: Rejection) -> str:
    """One rejection in the reader's language; of a batch with the number of its line."""
    fields = {name: value for name, value in rejection.fields.items() if name != "line"}
    match rejection:
        case QuotaExceeded():
            words = exceeded_words(scene, rejection)
        case Banned(until=until):
            when = "" if until is None else scene.texts.moment(scene.language, until, scene.timezone, scene.now)
            words = scene.say("person.banned", until=when)
        case BadPrompt(key="edit.nothing" as key) | BadReference(key="edit.nothing" as key):
            words = scene.say(scene.as_here(key))
        case _:
            words = scene.say(rejection.key, **fields)
    line = rejection.fields.get("line")
    return words if line is None else scene.say("batch.line", line=line, why=words)
