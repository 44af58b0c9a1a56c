"""What somebody typed, read as a command."""

from __future__ import annotations

import pytest

from bot.commands.entry import Command
from bot.commands.grammar import parse
from bot.commands.picture import (
    Imagine,
)
from bot.commands.values import Names
from bot.errors import Rejection
from bot.model import ImageRequest

NAMES = Names(styles={"ink", "水墨", "oil-paint"}, models={"banana"}, providers={"gemini", "fal"})


def picture(prompt: str) -> Imagine:
    return Imagine(ImageRequest(prompt=prompt))


def private(text: str) -> Command | None:
    return parse(text, private=True, bot="nanobot", names=NAMES)


def addressed(text: str) -> Command | None:
    return parse(text, private=False, bot="nanobot", names=NAMES)


def overheard(text: str) -> Command | None:
    return parse(text, private=False, bot="nanobot", addressed=False, names=NAMES)


def rejected(text: str) -> Rejection:
    with pytest.raises(Rejection) as caught:
        private(text)
    return caught.value
