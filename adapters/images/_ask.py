"""One question to one model: the request as this provider will see it, after everything it cannot do has been ruled out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pybase64

from adapters.images._facts import Facts, Model
from bot.errors import UnsupportedRequest
from bot.model import SEEDS, ImageRequest, Picture
from bot.ports import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a provider's `submit` is made from; it need not look anywhere else.

    `prompt` already holds the negative words of a model without a field for them; `negative` is set for the others.
    `size` is always set. `count` is at most what the model draws in one call. `uploads` are what an upload step returned.
    `before` is how an earlier try at the same job ended without a picture; empty: there was none.
    """

    model: Model
    prompt: str
    size: str
    references: tuple[Picture, ...] = ()
    uploads: tuple[str, ...] = ()
    aspect: str | None = None
    negative: str | None = None
    seed: int | None = None
    count: int = 1
    job: int = 0
    callback: str = ""
    before: str = ""

    @property
    def words(self) -> str:
        """The prompt for a model that can also talk: it is told to draw when it has only talked before."""
        return f"Generate an image of the following. {self.prompt}" if self.before else self.prompt

    @property
    def shape(self) -> str:
        """The aspect that was asked for, else that of the first reference, else a square: for providers that want pixels."""
        if self.aspect is None and self.references:
            return f"{self.references[0].width}:{self.references[0].height}"
        return self.aspect or "1:1"


def check(request: ImageRequest, model: Model, facts: Facts) -> None:
    """Raise `UnsupportedRequest` for the first thing asked for that this model cannot do; it says what is possible."""
    if request.size is not None and request.size not in model.sizes:
        raise UnsupportedRequest("unsupported.size", value=request.size, allowed=", ".join(model.sizes))
    if request.aspect is not None and model.aspects is not None and request.aspect not in model.aspects:
        raise UnsupportedRequest("unsupported.aspect", value=request.aspect, allowed=", ".join(model.aspects) or "1:1")
    if request.aspect is not None and request.references and not model.reframes:
        raise UnsupportedRequest("unsupported.reframing", value=request.aspect, allowed="")
    if len(request.references) > model.references:
        raise UnsupportedRequest("unsupported.references", value=len(request.references), allowed=model.references)
    if request.seed is not None and not model.seed:
        raise UnsupportedRequest("unsupported.seed", value=request.seed, allowed="")
    if request.negative and model.negative == "none":
        raise UnsupportedRequest("unsupported.negative", value=request.negative, allowed="")
    if len(request.prompt) > model.prompt:
        raise UnsupportedRequest("unsupported.prompt", value=len(request.prompt), allowed=model.prompt)
    if request.provider is not None and request.provider != facts.name:
        raise UnsupportedRequest("unsupported.provider", value=request.provider, allowed=facts.name)


def asks(request: ImageRequest, ticket: Ticket, model: Model, before: str = "") -> tuple[Ask, ...]:
    """As many questions as it takes for `request.count` pictures; seeds count up so that they differ."""
    whole = Ask(
        model=model,
        prompt=_prompt(request, model),
        size=model.size(request),
        references=ticket.references,
        aspect=request.aspect,
        negative=request.negative if model.negative == "field" else None,
        seed=request.seed,
        job=ticket.job,
        before=before,
    )
    each = max(1, model.count)
    starts = range(0, request.count, each)
    return tuple(
        replace(
            whole,
            count=min(each, request.count - start),
            seed=None if whole.seed is None else (whole.seed + start) % SEEDS,
        )
        for start in starts
    )


def _prompt(request: ImageRequest, model: Model) -> str:
    if request.negative and model.negative == "prompt":
        return without(request.prompt, request.negative)
    return request.prompt


def without(prompt: str, negative: str) -> str:
    """The negative words as part of the prompt, for whoever has no place of their own for them."""
    return f"{prompt}\n\nDo not include: {negative}"


def base64(picture: Picture) -> str:
    return pybase64.b64encode(picture.data).decode("ascii")


def data_uri(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{base64(picture)}"
