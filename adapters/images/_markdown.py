"""Pictures inside words: relays put them into chat text as Markdown, data URIs or bare links."""

from __future__ import annotations

import re

from adapters.images._outcomes import Encoded, Hosted, Source

_END = re.compile(r"[\s)\"'>\]]")  # found from a fixed place on: no backtracking over megabytes
_LINK = re.compile(r"!\[[^\]\n]{0,200}\]\((https?://[^\s)]{1,2000})")
_BARE = re.compile(
    r"https?://[^\s)\"'<>\]]{1,2000}?\.(?:png|jpe?g|webp|gif)(?:\?[^\s)\"'<>\]]{0,1500})?", re.IGNORECASE
)


def pictures(words: str) -> tuple[tuple[Source, ...], str]:
    """The pictures in a text, in order, and the text without them. Data URIs first, then image links, then bare links."""
    found, rest = _data_uris(words)
    if not found:
        links = _LINK.findall(rest) or _BARE.findall(rest)
        found = [Hosted(link) for link in dict.fromkeys(links)]
    return tuple(found), _without_marks(rest)


def _data_uris(words: str) -> tuple[list[Source], str]:
    found: list[Source] = []
    kept: list[str] = []
    at = 0
    while (start := words.find("data:image/", at)) >= 0:
        if words.find(";base64,", start, start + 80) < 0:
            kept.append(words[at : start + 11])
            at = start + 11
            continue
        end = match.start() if (match := _END.search(words, start)) else len(words)
        found.append(Encoded(words[start:end]))
        kept.append(words[at:start])
        at = end
    kept.append(words[at:])
    return found, "".join(kept)


def _without_marks(words: str) -> str:
    return re.sub(r"!\[[^\]\n]{0,200}\]\([^)\s]{0,2000}\)", "", words).strip()[:1000]
