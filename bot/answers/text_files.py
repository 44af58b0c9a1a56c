"""A text file's words, in whatever an editor wrote them: UTF-8, UTF-16 with its mark, or the GBK of a Chinese Windows."""

from __future__ import annotations

import codecs

from bot.errors import BadPrompt

_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHINESE = (("·", "·"), ("\u2010", "\u2027"), ("\u3000", "\u303f"), ("\u4e00", "\u9fff"), ("\uff00", "\uffef"))


def text_of(data: bytes, name: str) -> str:
    """Raises `BadPrompt` when that is no text."""
    encodings = ("utf-16",) if data.startswith(_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or all(map(_chinese, text)):
            return text
    raise BadPrompt("prompt.not_text", name=name)


def _chinese(letter: str) -> bool:
    """Nearly any bytes are GBK: it is meant only where ideographs, their punctuation and plain Latin come out."""
    return letter.isascii() or any(first <= letter <= last for first, last in _CHINESE)
