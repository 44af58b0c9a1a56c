"""What a prompt says with its disguises off: width, accents, look-alike letters, digits for letters, letters set apart."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

_LOOKALIKES = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁԛԝһнкмтвєзгп", "aeopcyxijsdqwhhkmtbe3rn", strict=True)),
        **dict(zip("αβεικνορτυχω", "abeiknoptuxw", strict=True)),
        **{chr(0x1F1E6 + i): chr(ord("a") + i) for i in range(26)},  # regional indicators
        **{chr(0x1F130 + i): chr(ord("a") + i) for i in range(26)},  # letters in squares
        **{chr(0x1F170 + i): chr(ord("a") + i) for i in range(26)},
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
    }
)
_LEET = "013457@$!"
_LETTERS = (str.maketrans(_LEET, "oieastasi"), str.maketrans(_LEET, "oleastasi"))  # 1 is an i or an l
_JOINERS = re.compile(r"[*_~`|.·•‧・\-‐-―/\\+^'’\"“”]+")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_GAPS = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_SPELLED = re.compile(rf"(?<!\S)(?:[a-z](?: [a-z]){{2,}}|[{_HAN}](?: [{_HAN}])+)(?!\S)")
_WORD = re.compile(r"\S+")
_LATIN = re.compile(r"[a-z]")
_DIGIT = re.compile(rf"[{re.escape(_LEET)}]")


def folded(text: str) -> str:
    """Small letters without width, accents, invisible and look-alike characters; blanks made one."""
    wide = unicodedata.normalize("NFKD", text).casefold()
    seen = "".join(c for c in wide if unicodedata.category(c) not in {"Mn", "Me", "Cf", "Cc"} or c in "\n\t")
    return " ".join(seen.translate(_LOOKALIKES).split())


def closed(plain: str) -> str:
    """`n.u.d.e` and `n u d e` closed up."""
    joined = _JOINERS.sub("", plain)
    return _SPELLED.sub(lambda match: match[0].replace(" ", ""), joined)


def apart(plain: str) -> str:
    """`one-two_three` as three words."""
    return " ".join(_JOINERS.sub(" ", plain).split())


def without_gaps(plain: str) -> str:
    """Chinese with no blank in it, and nothing that only joins."""
    return _HAN_GAPS.sub("", _JOINERS.sub("", plain))


def lettered(closed_up: str) -> tuple[str, ...]:
    """`p0rn` with letters for its digits, in each way they may be meant; nothing where no word mixes the two.

    A word is taken whole and then looked into: one pattern for both would try every beginning with every end, and a prompt
    that is one long word would hold up the service for minutes.
    """
    if not any(map(_mixed, _WORD.findall(closed_up))):
        return ()
    return tuple(_WORD.sub(partial(_spelt, letters), closed_up) for letters in _LETTERS)


def _mixed(word: str) -> bool:
    return bool(_LATIN.search(word) and _DIGIT.search(word))


def _spelt(letters: dict[int, int], word: re.Match[str]) -> str:
    return word[0].translate(letters) if _mixed(word[0]) else word[0]
