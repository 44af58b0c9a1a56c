"""One language, as read from its file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import cast

from bot.errors import ConfigurationError
from bot.texts.template import Plural, Template, read_template


def _one_form(_n: int) -> int:
    return 0


def _two_forms(n: int) -> int:
    return 0 if n == 1 else 1


def _slavic_forms(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2


_PLURALS: Mapping[str, Plural] = {"one": _one_form, "two": _two_forms, "slavic": _slavic_forms}
"""How many forms a word has with numbers, by what a language file calls it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`code` as in the file's name; `words` are what people call the language; `ordinals` go by the number's ending."""

    code: str
    name: str
    words: frozenset[str]
    plural: Plural
    ordinals: Mapping[str, Template]
    templates: Mapping[str, Template]


@cache
def read_catalogue(code: str, text: str) -> Catalogue:
    """Raises `ConfigurationError` naming what is wrong in the file. The same words are read once a process."""
    wrong = partial(_wrong, code)
    try:
        content = tomllib.loads(text)
        about = content.pop("language")
        return Catalogue(
            code=code,
            name=str(about["name"]),
            words=frozenset({code, str(about["name"]).casefold(), *(str(word).casefold() for word in about["words"])}),
            plural=_PLURALS[about["plural"]],
            ordinals={ending: read_template(words) for ending, words in about["ordinals"].items()},
            templates={key: read_template(words) for key, words in _flat("", content)},
        )
    except tomllib.TOMLDecodeError as error:
        raise wrong(str(error)) from None
    except KeyError as error:
        raise wrong(f"[language] lacks or does not know {error}") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise wrong(str(error)) from None


def _wrong(code: str, what: str) -> ConfigurationError:
    return ConfigurationError(f"texts/{code}.toml: {what}")


def _flat(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """`[quota] title` as `quota.title`."""
    for key, value in table.items():
        if isinstance(value, str):
            yield prefix + key, value
        elif isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", cast("dict[str, object]", value))
        else:
            raise TypeError(f"{prefix}{key} is not text")
