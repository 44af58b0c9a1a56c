"""A button says what it does in the language of whoever sees it."""

from __future__ import annotations

from bot.model import Action, Button
from bot.texts.speech import Texts


def button(texts: Texts, language: str, action: Action, subject: int) -> Button:
    return Button(action, subject, texts.say(language, f"button.{action.name.lower()}"))
