"""Telegram: one translation of Bot API JSON to the core's words and back; the library that carries it is chosen at the door.

`inbound` reads and never fails; only `post` writes. Numbers and error texts are Bot API 10.3's
(https://core.telegram.org/bots/api); neither aiogram nor telegram is imported before it is used.
"""
