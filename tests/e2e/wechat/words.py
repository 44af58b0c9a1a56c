"""The catalogue of these tests: the key and its fields, so that a missing word is seen."""

from __future__ import annotations

from bot.errors import Field

TOLD = {
    "wechat.fetch": "fetch {code}",
    "wechat.more": "(0 for more)",
    "wechat.no_choice": "no_choice {number}",
    "wechat.no_file": "(no files here)",
    "wechat.ready": "picture {code} is ready",
    "wechat.ready_title": "Picture {code}",
    "wechat.original": "originals:",
    "wechat.picture": "picture {number}",
}


def words(key: str, /, **fields: Field) -> str:
    return TOLD.get(key, key.removeprefix("wechat.")).format(**fields)
