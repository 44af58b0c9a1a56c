"""Styles people can ask for by name: the packaged `styles.toml`, and an operator's own file over it, table by table."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import cast

from bot.errors import ConfigurationError
from bot.model import ImageRequest

_KEYS = frozenset({"en", "zh", "prompt", "example_en", "example_zh"})


@dataclass(frozen=True, slots=True)
class Style:
    """`titles` and `examples` by language; `prompt` is put after the person's own words."""

    name: str
    prompt: str
    titles: Mapping[str, str]
    examples: Mapping[str, str]

    def title(self, language: str) -> str:
        return self.titles.get(language) or self.titles["en"]

    def example(self, language: str) -> str:
        return self.examples.get(language) or self.examples.get("en", "")


@dataclass(frozen=True, slots=True)
class Styles:
    """All styles, in the order of their file."""

    by_name: Mapping[str, Style]

    def __iter__(self) -> Iterator[Style]:
        return iter(self.by_name.values())

    def __len__(self) -> int:
        return len(self.by_name)

    @property
    def known(self) -> frozenset[str]:
        """Everything a style may be called: names, and titles in every language, in lower case."""
        return frozenset(word for style in self for word in _called(style))

    def find(self, word: str) -> Style | None:
        """The style of this name or title, in any letter case."""
        plain = word.strip().casefold()
        return next((style for style in self if plain in _called(style)), None)

    def applied(self, request: ImageRequest) -> ImageRequest:
        """The request with its style written out in the prompt; unchanged when it names none that is known."""
        style = self.find(request.style) if request.style else None
        return replace(request, prompt=f"{request.prompt}, {style.prompt}", style=None) if style else request


def load_styles(own: str = "", source: str = "styles.toml") -> Styles:
    """The packaged styles and those of `own`, the text of an operator's file. Raises `ConfigurationError` naming `source`."""
    tables = tomllib.loads(files("bot.texts").joinpath("styles.toml").read_text("utf-8"))
    try:
        tables |= tomllib.loads(own)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{source}: not TOML: {error}") from error
    return Styles({name: _style(name, table, source) for name, table in tables.items()})


def _style(name: str, table: object, source: str) -> Style:
    if not isinstance(table, dict):
        raise ConfigurationError(f"{source}: `{name}` stands outside a style's table; write it under [name]")
    words = cast("dict[str, object]", table)
    wrong = [key for key, value in words.items() if key not in _KEYS or not isinstance(value, str) or not value.strip()]
    missing = [key for key in ("en", "prompt") if key not in words]
    if wrong or missing:
        allowed = f"needs texts `en` and `prompt`, may have {', '.join(sorted(_KEYS))}"
        raise ConfigurationError(f"{source}: [{name}] {allowed}; see {', '.join(wrong + missing)}")
    said = {key: str(value) for key, value in words.items()}
    return Style(
        name=name,
        prompt=said["prompt"],
        titles={language: said[language] for language in ("en", "zh") if language in said},
        examples={key.removeprefix("example_"): text for key, text in said.items() if key.startswith("example_")},
    )


def _called(style: Style) -> frozenset[str]:
    return frozenset({style.name.casefold(), *(title.casefold() for title in style.titles.values())})
