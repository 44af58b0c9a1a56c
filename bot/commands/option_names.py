"""The options there are, by every name they go by."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands import values
from bot.commands.values import Value

READERS: Mapping[str, Value] = {
    "ar": values.aspect,
    "n": values.count,
    "seed": values.seed,
    "style": values.style,
    "size": values.size,
    "model": values.model,
    "provider": values.provider,
    "neg": values.negative,
    "private": values.private,
    "polish": values.polish,
    "fresh": values.fresh,
}
OPTIONS = tuple(READERS)
FLAGS = frozenset({"private", "polish", "fresh"})

EXAMPLES: Mapping[str, str] = {
    "ar": "--ar 16:9",
    "n": "--n 2",
    "seed": "--seed 42",
    "style": "--style watercolor",
    "size": "--size 2k",
    "model": "--model name",
    "provider": "--provider name",
    "neg": '--neg "text, people"',
}

_OTHER_NAMES = {
    "aspect": "ar",
    "ratio": "ar",
    "比例": "ar",
    "宽高比": "ar",
    "num": "n",
    "count": "n",
    "数量": "n",
    "张数": "n",
    "种子": "seed",
    "风格": "style",
    "尺寸": "size",
    "大小": "size",
    "分辨率": "size",
    "模型": "model",
    "服务": "provider",
    "negative": "neg",
    "no": "neg",
    "反向": "neg",
    "排除": "neg",
    "不要": "neg",
    "私密": "private",
    "润色": "polish",
    "重画": "fresh",
}
NAMES = {**{name: name for name in OPTIONS}, **_OTHER_NAMES}
"""Every name that is typed, to the option it means."""
