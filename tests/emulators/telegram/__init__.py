"""A strict Bot API server on loopback, and the phones of the people who talk to the bot.

Bot API 10.3 (https://core.telegram.org/bots/api): forms, limits and error texts as documented or quoted by the client
libraries. Unlike the real server it refuses parameters that a method does not have, so that a typo is seen.
"""

from tests.emulators.telegram.phone import Phone, Seen
from tests.emulators.telegram.server import BotApi
from tests.emulators.telegram.town import Town

__all__ = ["BotApi", "Phone", "Seen", "Town"]
