"""Wording without a language model: what a good prompt says, and this one does not say yet, is added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ports import Worded


@dataclass(frozen=True, slots=True)
class _Trait:
    """Something a prompt may say already (`said`), and words for it when it does not."""

    said: re.Pattern[str]
    words: str


_ENGLISH: Sequence[_Trait] = (
    _Trait(
        re.compile(r"\b(light|lit|sun|moon|dawn|dusk|glow|shadow|neon|night|day)", re.IGNORECASE), "soft natural light"
    ),
    _Trait(
        re.compile(r"\b(view|shot|close|angle|portrait|wide|aerial|composition)", re.IGNORECASE), "balanced composition"
    ),
    _Trait(
        re.compile(r"\b(colou?r|palette|pastel|monochrome|black and white|vivid)", re.IGNORECASE), "harmonious colours"
    ),
    _Trait(re.compile(r"\b(detail|texture|sharp|crisp|intricate)", re.IGNORECASE), "fine detail"),
    _Trait(
        re.compile(r"\b(background|behind|in the|on a|at the|landscape|scene)", re.IGNORECASE),
        "a simple, fitting background",
    ),
)
_CHINESE: Sequence[_Trait] = (
    _Trait(re.compile(r"光|阳|月|夜|黄昏|清晨|霓虹|影"), "柔和的自然光"),
    _Trait(re.compile(r"特写|远景|近景|俯|仰|构图|全景"), "构图均衡"),
    _Trait(re.compile(r"色|彩|黑白"), "色彩和谐"),
    _Trait(re.compile(r"细节|质感|纹理|清晰"), "细节丰富"),
    _Trait(re.compile(r"背景|里|中|上|旁"), "背景简洁"),
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENOUGH = 400  # characters: whoever wrote that much has said it all


class Templates:
    """Implements `bot.ports.Polisher`. The person's own words stay as they are, in front."""

    async def polish(self, prompt: str, language: str) -> Worded:
        """In the prompt's own language, whatever its writer's; unchanged when nothing is missing."""
        del language
        if len(prompt) > _ENOUGH:
            return Worded(prompt)
        han = _HAN.search(prompt) is not None
        missing = [trait.words for trait in (_CHINESE if han else _ENGLISH) if not trait.said.search(prompt)]
        return Worded(("，" if han else ", ").join([prompt.rstrip(" .,，。"), *missing]) if missing else prompt)
