"""Options in a prompt (`--ar 16:9`, `——比例 16：9`): found, taken out, and each read by its own rule."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.commands.option_names import EXAMPLES, FLAGS, NAMES, OPTIONS, READERS
from bot.commands.values import Change, Names
from bot.errors import BadOption
from bot.model import ImageRequest

# Two hyphens of any width, or one long dash: phones make one of two, Chinese keyboards make `——`.
_HYPHEN = "-\u2010-\u2015\u2212\u2e3a\ufe58\ufe63\uff0d\u30fc\u2500"
_LONG = "\u2013-\u2015\u2e3a"
_CHINESE = "|".join(sorted((re.escape(name) for name in NAMES if not name.isascii()), key=len, reverse=True))
_DASHES = re.compile(f"(?P<dashes>[{_HYPHEN}]{{2,8}}|[{_LONG}])(?P<name>[A-Za-zＡ-Ｚａ-ｚ]{{1,20}}|{_CHINESE})")
_BETWEEN = re.compile(r"[ \t\u3000]*[=:＝：]?\s*")
_QUOTED = re.compile(r"""["“”„＂]([^"“”„＂]*)["“”„＂]|[「『]([^」』]*)[」』]|['‘’＇]([^'‘’＇]*)['‘’＇](?=\s|$)""")
_RATIO = re.compile(r"\d{1,6}\s?[:：x×/／*]\s?\d{1,6}(?![\w.])")
_RUN = re.compile(r"[^\s,，。；;]+")
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Found:
    """What is left of a text without its options, and what each of those changes in a request."""

    text: str
    changes: Mapping[str, Change] = field(default_factory=dict[str, Change])

    def applied(self, request: ImageRequest) -> ImageRequest:
        for change in self.changes.values():
            request = change(request)
        return request


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where an option begins in the text and where its name ends."""

    name: str
    start: int
    end: int


def find_options(text: str, names: Names) -> Found:
    """Take every option out of a text. Raises `BadOption` naming the first that cannot be read, is unknown or comes twice."""
    marks = _marks(text)
    changes: dict[str, Change] = {}
    rest: list[str] = []
    at = 0
    for index, mark in enumerate(marks):
        if mark.start < at:
            continue  # swallowed by the quotes of the one before
        rest.append(text[at : mark.start])
        stop = next((later.start for later in marks[index + 1 :] if later.start >= mark.end), len(text))
        raw, at = _raw(mark, text, stop)
        if mark.name in changes:
            raise BadOption("option.twice", option=f"--{mark.name}")
        changes[mark.name] = READERS[mark.name](raw, names)
    rest.append(text[at:])
    return Found(_joined(rest), changes)


def _joined(parts: list[str]) -> str:
    """The text around the options; a blank stands where one was, unless a line ended there."""
    kept = [parts[0], *(part if part[:1].isspace() else f" {part}" for part in parts[1:])]
    tidy = [part.rstrip(" \t") for part in kept[:-1]] + kept[-1:]
    return "".join(tidy).strip()


def _marks(text: str) -> list[_Mark]:
    """Every option that stands in the text. Raises `BadOption` for one we do not have but that is clearly meant."""
    found: list[_Mark] = []
    for match in _DASHES.finditer(text):
        typed = unicodedata.normalize("NFKC", match["name"]).lower()
        alone = match.start() == 0 or text[match.start() - 1].isspace()
        name = NAMES.get(typed)
        if name is None:
            _unknown(typed, match["dashes"], alone=alone)
        elif _meant(match, text, name, alone=alone):
            found.append(_Mark(name, match.start(), match.end()))
    return found


def _unknown(typed: str, dashes: str, *, alone: bool) -> None:
    """Two plain hyphens always mean an option; a long dash in a sentence only when the word is nearly one of ours."""
    near = difflib.get_close_matches(typed, NAMES, n=1, cutoff=0.5 if dashes.startswith("--") else _NEAR)
    if alone and (dashes.startswith("--") or near):
        hint = f"--{NAMES[near[0]]}" if near else ", ".join(f"--{name}" for name in OPTIONS)
        raise BadOption("option.unknown", option=f"--{typed}", hint=hint)


def _meant(match: re.Match[str], text: str, name: str, *, alone: bool) -> bool:
    """Whether a known name after dashes is an option and not a sentence with a dash in it."""
    if len(match["dashes"]) > 1:
        return True
    if not alone:
        return False
    after = text[match.end() :].lstrip()
    return name not in FLAGS or not after or _DASHES.match(after) is not None


def _raw(mark: _Mark, text: str, stop: int) -> tuple[str, int]:
    """The value as typed, before the next option at `stop`, and where it ends."""
    if mark.name in FLAGS:
        return "", mark.end
    between = _BETWEEN.match(text, mark.end)
    start = min(between.end() if between else mark.end, stop)
    if quoted := _QUOTED.match(text, start):
        return next(group for group in quoted.groups() if group is not None), quoted.end()
    if mark.name == "neg":
        return _checked(mark, text[start:stop].strip()), stop
    pattern = _RATIO if mark.name == "ar" and _RATIO.match(text, start, stop) else _RUN
    run = pattern.match(text, start, stop)
    return _checked(mark, run.group() if run else ""), run.end() if run else start


def _checked(mark: _Mark, raw: str) -> str:
    if not raw:
        raise BadOption("option.missing", option=f"--{mark.name}", example=EXAMPLES[mark.name])
    return raw
