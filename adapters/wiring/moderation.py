"""Who checks prompts: the word lists always, after them another's model where the operator names one."""

from __future__ import annotations

from adapters.moderation.turns import InTurn
from adapters.moderation.wordlist import packaged
from adapters.settings.reading import Settings
from bot.errors import ConfigurationError
from bot.ports import Clock, Moderator

_EXAMPLE = "openai/omni-moderation-latest"


def open_moderator(settings: Settings, clock: Clock) -> Moderator:
    """Raises `ConfigurationError` for a model that cannot be asked, or a word list that cannot be read."""
    chosen = settings.content
    words = packaged(_own(settings))
    if chosen.moderation is None:
        return words
    from adapters.moderation.remote import RemoteCheck, by_endpoint, by_words  # noqa: PLC0415  loads an HTTP client
    from adapters.wiring.doors import open_door  # noqa: PLC0415  as above

    door = open_door(settings, "BANANABOT_MODERATION", chosen.moderation, _EXAMPLE)
    endpoint = "moderation" in door.model and not door.native
    seconds = chosen.moderation_seconds
    check = by_endpoint(door, seconds) if endpoint else by_words(door, clock, seconds)
    return InTurn([words, RemoteCheck(check, clock, open_on_failure=chosen.moderation_failure == "pass")])


def _own(settings: Settings) -> str:
    file = settings.content.moderation_words
    if file is None:
        return ""
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"BANANABOT_MODERATION_WORDS: {file} cannot be read: {error}") from None
