"""Every word the bot says; one catalogue per language.

A language is one file beside this one, `<code>.toml`. Nothing outside it has to change for a new one.
"""

from bot.texts.speech import Texts

__all__ = ["Texts"]
