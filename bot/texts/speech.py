"""Says things: a key and its fields in somebody's language; numbers, times and durations the way they write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from bot.errors import BadOption
from bot.quota.limits import format_dollars
from bot.texts.catalogue import Catalogue, read_catalogue
from bot.texts.template import Field, Template

DEFAULT = "en"

_LONGEST_CODE = 3
_ALSO_SAID = 90  # "90 s" is read faster than "1 min 30 s"


class Texts:
    """All languages. An unknown language gets the default one, and so does a key that a language lacks."""

    def __init__(self, catalogues: Mapping[str, Catalogue]) -> None:
        self._catalogues = dict(catalogues)
        self._default = self._catalogues[DEFAULT]

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The languages of the package, and an operator's own from `folder`. Raises `ConfigurationError`."""
        found = [
            (file.name, file.read_text("utf-8")) for file in files("bot.texts").iterdir() if _is_language(file.name)
        ]
        if folder is not None:
            found += [(file.name, file.read_text("utf-8")) for file in folder.glob("*.toml") if _is_language(file.name)]
        codes = [(name.removesuffix(".toml"), text) for name, text in found]
        return cls({code: read_catalogue(code, text) for code, text in codes})

    # ── languages ──

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self._catalogues))

    def named(self) -> str:
        """Every language with the code to type: `en English, zh 简体中文`."""
        return ", ".join(f"{code} {self._catalogues[code].name}" for code in self.languages)

    def name(self, language: str) -> str:
        """What its speakers call a language."""
        return self._catalogue(language).name

    def nearest(self, language: str | None) -> str:
        """Our code for what a platform says: `zh-Hans` → `zh`."""
        code = (language or "").replace("_", "-").partition("-")[0].lower()
        return code if code in self._catalogues else DEFAULT

    def language(self, word: str) -> str:
        """The code of what a person calls a language. Raises `BadOption`."""
        plain = word.strip().casefold()
        for code, catalogue in self._catalogues.items():
            if plain in catalogue.words:
                return code
        if (near := self.nearest(plain)) != DEFAULT or plain.startswith(DEFAULT):
            return near
        raise BadOption("lang.unknown", value=word[:40], languages=self.named())

    # ── sentences ──

    def say(self, language: str, key: str, /, **fields: Field) -> str:
        """Raises `KeyError` for a key that nobody has, or a hole without its field."""
        catalogue = self._catalogue(language)
        return self._template(catalogue, key).fill(fields, catalogue.plural)

    def keys(self, language: str) -> Mapping[str, Template]:
        """What there is to say in a language."""
        return self._catalogues[language].templates

    def _catalogue(self, language: str) -> Catalogue:
        return self._catalogues.get(language, self._default)

    def _template(self, catalogue: Catalogue, key: str) -> Template:
        return catalogue.templates.get(key) or self._default.templates[key]

    # ── numbers and times ──

    def number(self, language: str, value: int) -> str:
        """12345 as `12,345`."""
        return f"{value:,}".replace(",", self.say(language, "number.group"))

    def ordinal(self, language: str, value: int) -> str:
        """`3rd`, `第3`: by the longest ending that the language has a rule for."""
        catalogue = self._catalogue(language)
        digits = str(value)
        ending = next((digits[i:] for i in range(len(digits)) if digits[i:] in catalogue.ordinals), "")
        return catalogue.ordinals[ending].fill({"n": value}, catalogue.plural)

    def money(self, language: str, micros: int) -> str:
        """Micro-USD to the cent from a dollar on, below that to a hundredth of a cent, or exactly where that were nothing."""
        step = 10_000 if abs(micros) >= 1_000_000 else 100
        exact = format_dollars(round(micros / step) * step or micros)
        whole, _, cents = exact.partition(".")
        grouped = f"{int(whole):,}".replace(",", self.say(language, "number.group"))
        return self.say(language, "number.money", amount=f"{grouped}.{cents:0<2}")

    def duration(self, language: str, seconds: float) -> str:
        """At most two units, rounded up: `20 s`, `3 min`, `1 h 20 min`, `2 days`."""
        left = max(1, int(-(-seconds // 1)))
        if left <= _ALSO_SAID:
            return self.say(language, "duration.seconds", n=left)
        minutes = -(-left // 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        parts = [("days", days), ("hours", hours), ("minutes", 0 if days else minutes)]
        return self.say(language, "duration.between").join(
            self.say(language, f"duration.{unit}", n=n) for unit, n in parts if n
        )

    def moment(self, language: str, at: datetime, zone: str, now: datetime | None = None) -> str:
        """A time on the person's own clock; with `now` in their words: `today 14:00`, `tomorrow 00:00`."""
        local = at.astimezone(ZoneInfo(zone))
        key = "full" if now is None else _day_key(local, now.astimezone(ZoneInfo(zone)))
        months = self.say(language, "date.months").split()
        return self.say(
            language,
            f"date.{key}",
            time=f"{local:%H:%M}",
            day=local.day,
            month=months[local.month - 1],
            year=local.year,
        )


def _day_key(local: datetime, now: datetime) -> str:
    match local.date() - now.date():
        case timedelta(days=0):
            return "today"
        case timedelta(days=1):
            return "tomorrow"
        case timedelta(days=-1):
            return "yesterday"
        case _:
            return "day" if local.year == now.year else "full"


def _is_language(name: str) -> bool:
    """`en.toml`; other data files in the folder have longer names."""
    stem, dot, suffix = name.partition(".")
    return bool(dot) and suffix == "toml" and len(stem) <= _LONGEST_CODE
