"""Prompts: from words to an `ImageRequest`, and from one back to words that can be copied."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.commands.cleaning import clean, visible
from bot.commands.options import find_options
from bot.commands.values import Names
from bot.errors import BadOption, BadPrompt, Rejection
from bot.model import ImageRequest

MOST_CHARACTERS = 12_000
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Drawn:
    """A prompt as read: the request, and whether its words are to be improved first."""

    request: ImageRequest
    polish: bool


def read_prompt(text: str, names: Names) -> Drawn:
    """Raises `BadPrompt` for an empty or too long prompt, `BadOption`."""
    found = find_options(clean(text), names)
    return Drawn(found.applied(ImageRequest(prompt=checked(found.text))), polish="polish" in found.changes)


def checked(words: str) -> str:
    """The same words. Raises `BadPrompt` for none that can be seen, and for too many."""
    if not visible(words):
        raise BadPrompt("prompt.empty")
    if len(words) > MOST_CHARACTERS:
        raise BadPrompt("prompt.too_long", length=len(words), most=MOST_CHARACTERS)
    return words


def read_lines(text: str, common: ImageRequest, names: Names) -> tuple[ImageRequest, ...]:
    """One request a line, `common`'s options filling what a line leaves open.

    Raises `Rejection`s that carry the number of the line in the field `line`, counted from the first prompt.
    """
    lines = [(number, line) for number, line in enumerate(clean(text).split("\n"), 1) if visible(line)]
    if len(lines) > MOST_LINES:
        raise BadPrompt("batch.too_many", count=len(lines), most=MOST_LINES)
    return tuple(_line(number, line, common, names) for number, line in lines)


def read_batch(text: str, names: Names) -> tuple[tuple[ImageRequest, ...], ImageRequest]:
    """What follows `/batch`: a first line of options alone holds for all lines, else it is a prompt like the others."""
    first, _, rest = clean(text).partition("\n")
    head = find_options(first, names)
    if visible(head.text):
        common = ImageRequest(prompt="")
        return read_lines(text, common, names), common
    common = head.applied(ImageRequest(prompt=""))
    return read_lines(rest, common, names), common


def render(request: ImageRequest) -> str:
    """The request as somebody would type it; `read_prompt` reads the same request from it (references apart)."""
    said = [request.prompt]
    said += [f"--{name} {value}" for name, value in _said(request) if value is not None]
    said += [f"--{name}" for name, on in (("private", request.private), ("fresh", request.fresh)) if on]
    return " ".join(said)


def _said(request: ImageRequest) -> list[tuple[str, str | int | None]]:
    return [
        ("ar", request.aspect),
        ("n", request.count if request.count > 1 else None),
        ("seed", request.seed),
        ("style", _quoted(request.style)),
        ("size", request.size),
        ("model", _quoted(request.model)),
        ("provider", _quoted(request.provider)),
        ("neg", _quoted(request.negative)),
    ]


def _quoted(words: str | None) -> str | None:
    if words is None or words.replace("-", "").replace(".", "").isalnum():
        return words
    return f'"{words}"' if '"' not in words else f"「{words}」"


def _line(number: int, line: str, common: ImageRequest, names: Names) -> ImageRequest:
    try:
        found = find_options(line, names)
        checked(found.text)
    except Rejection as rejection:
        kind = BadOption if isinstance(rejection, BadOption) else BadPrompt
        raise kind(rejection.key, **{**rejection.fields, "line": number}) from None
    return found.applied(replace(common, prompt=found.text))
