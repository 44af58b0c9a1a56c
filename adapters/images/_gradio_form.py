"""A Gradio endpoint's own description of its arguments, filled in for one picture. Source: Gradio's `/info`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapters.images import _json as js
from adapters.images._ask import Ask, without
from adapters.images._facts import Model
from adapters.images._frames import pixels
from adapters.images._workflow import filled, holes
from bot.errors import ModelRetired
from bot.model import SEEDS

_FILES = ("Image", "Gallery")
GALLERY = 8  # pictures into one gallery
_WORDS = ("Textbox", "TextArea", "Text")


class Form:
    """The arguments of one endpoint, in order, each known by what it is for. Total: an odd description is an empty one."""

    def __init__(self, endpoint: object) -> None:
        self._slots = [js.table(one) for one in js.items(endpoint, "parameters")]
        names = [_purpose(slot) for slot in self._slots]
        if "prompt" not in names and "words" in names:
            names[names.index("words")] = "prompt"  # the first place for words
        self._names = names

    def able(self, model: Model) -> Model:
        """What there is no place for, it cannot."""
        gallery = any(js.text(slot, "component") == "Gallery" for slot in self._slots)
        framed = {"width", "height"} <= set(self._names)
        return replace(
            model,
            aspects=model.aspects if framed else self._choices("aspect"),
            references=GALLERY if gallery else self._names.count("picture"),
            seed="seed" in self._names,
            negative="field" if "negative" in self._names else "prompt",
        )

    def refuses(self, ask: Ask) -> str:
        """What of this picture the app has no place for; empty: it takes all of it."""
        able = self.able(ask.model)
        if ask.seed is not None and not able.seed:
            return "seed"
        if ask.aspect is not None and able.aspects is not None and ask.aspect not in able.aspects:
            return "aspect"
        return "references" if len(ask.references) > able.references else ""

    def filled(self, ask: Ask) -> list[object]:
        """Everything that was not asked for stays as the app has it."""
        pictures = [_shown(path) for path in ask.uploads]
        wish = self._wish(ask)
        return [self._value(name, slot, wish, pictures) for name, slot in zip(self._names, self._slots, strict=True)]

    def _value(
        self, name: str, slot: Mapping[str, object], wish: Mapping[str, object], pictures: list[object]
    ) -> object:
        if name == "picture" and pictures:
            if js.text(slot, "component") != "Gallery":
                return pictures.pop(0)
            given = [{"image": one, "caption": None} for one in pictures]
            pictures.clear()
            return given
        return wish[name] if name in wish else js.at(slot, "parameter_default")

    def _wish(self, ask: Ask) -> dict[str, object]:
        wish: dict[str, object] = {"prompt": ask.prompt, "negative": ask.negative or ""}
        if ask.negative and "negative" not in self._names:
            wish["prompt"] = without(ask.prompt, ask.negative)
        if ask.seed is not None:
            wish |= {"seed": ask.seed, "chance": False}
        elif "chance" not in self._names:  # the app's own number would draw the same picture for ever
            wish["seed"] = secrets.randbelow(SEEDS)
        if ask.aspect is not None or not ask.references:
            width, height = pixels(ask.shape, ask.size, step=32)
            wish |= {"width": width, "height": height}
        return wish | ({"aspect": ask.aspect} if ask.aspect is not None else {})

    def _choices(self, name: str) -> tuple[str, ...]:
        found = [
            js.items(slot, "type", "enum") for slot, one in zip(self._slots, self._names, strict=True) if one == name
        ]
        return tuple(choice for choices in found for choice in choices if isinstance(choice, str))


def endpoint_named(info: object, wanted: str, *, strict: bool) -> tuple[str, Form]:
    """`/wanted` where there is one; else, unless `strict`, the first that makes pictures. Raises `ModelRetired`."""
    there = js.table(info, "named_endpoints")
    making = (name for name, one in there.items() if _makes_pictures(js.items(one, "returns")))
    found = f"/{wanted}" if f"/{wanted}" in there or strict else next(making, "")
    if found not in there:
        raise ModelRetired(f"no endpoint /{wanted}; it has {', '.join(there)}")
    return found.removeprefix("/"), Form(there[found])


def by_hand(data: object, ask: Ask) -> object:
    """The operator's own list of arguments."""
    return filled(data, holes(ask, [_shown(path) for path in ask.uploads], step=32, absent=None))


def _shown(path: str) -> object:
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


def _makes_pictures(returns: Sequence[object]) -> bool:
    return any(js.text(one, "component") in _FILES for one in returns)


def _purpose(slot: Mapping[str, object]) -> str:
    """`chance` is the box that makes an app ignore the seed."""
    name = f"{js.text(slot, 'parameter_name')} {js.text(slot, 'label')}".lower()
    if js.text(slot, "component") in _FILES:
        return "picture"
    if "negative" in name:
        return "negative"
    if "seed" in name:
        return "chance" if "random" in name or js.text(slot, "type", "type") == "boolean" else "seed"
    for known in ("width", "height", "aspect"):
        if known in name:
            return known
    if "prompt" in name and "enhance" not in name and js.text(slot, "type", "type") != "boolean":
        return "prompt"
    return "words" if js.text(slot, "component") in _WORDS else ""
