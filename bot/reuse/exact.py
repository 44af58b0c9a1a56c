"""When two requests are the same: one key from the normalised prompt, references, settings, who may share, and who draws."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter

from bot.model import ChatKind, ImageRequest, Job
from bot.ports import Order

_SETTINGS = attrgetter(*(field.name for field in fields(ImageRequest) if field.name not in {"prompt", "fresh"}))
_LETTERING = re.compile("[\"'“”‘’「」『』《》«»]")


class Scope(StrEnum):
    """Who gets the pictures of whom. GROUP: those who are in that group together; in a private chat that is one person."""

    OFF = "off"
    PERSON = "person"
    GROUP = "group"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks where. `chat` reads `telegram:-100`; `person` is None for a chat identity."""

    person: int | None
    chat: str
    group: bool

    @classmethod
    def of_order(cls, order: Order) -> Asker:
        person = None if order.person is None else order.person.id
        return cls(person, str(order.chat), order.chat.kind is ChatKind.GROUP)

    @classmethod
    def of_job(cls, job: Job) -> Asker:
        address = job.address
        return cls(job.person, f"{address.platform}:{address.chat}", address.kind is ChatKind.GROUP)


@dataclass(frozen=True, slots=True)
class Sharing:
    """The operator's choice. A picture is found again for `seconds`; `painters` names who would draw, with which models."""

    scope: Scope = Scope.GROUP
    seconds: float = 86_400.0
    painters: str = ""


def key(request: ImageRequest, asker: Asker, sharing: Sharing) -> str | None:
    """Equal for requests that may share one drawing; None where nothing is shared (`--private`: with oneself alone)."""
    circle = _circle(asker, sharing.scope, private=request.private)
    return None if circle is None else _key(circle, request, sharing)


def house_key(request: ImageRequest, sharing: Sharing) -> str | None:
    """For pictures that were drawn for nobody in particular: everybody finds them, but who asks in private or shares nothing."""
    if sharing.scope is Scope.OFF or request.private:
        return None
    return _key("house", request, sharing)


def _key(circle: str, request: ImageRequest, sharing: Sharing) -> str:
    same = (normal(request.prompt), *_SETTINGS(request))
    return hashlib.sha256(repr((circle, sharing.painters, same)).encode()).hexdigest()


def normal(prompt: str) -> str:
    """Blanks and letter case do not matter, unless letters are to be written into the picture: those are in quotes."""
    plain = " ".join(unicodedata.normalize("NFC", prompt).split())
    return plain if _LETTERING.search(plain) else plain.casefold()


def _circle(asker: Asker, scope: Scope, *, private: bool) -> str | None:
    person = None if asker.person is None else f"person:{asker.person}"
    match scope:
        case Scope.OFF:
            return None
        case _ if private:
            return person
        case Scope.EVERYONE:
            return "everyone"
        case Scope.GROUP if asker.group:
            return f"chat:{asker.chat}"
        case _:
            return person or f"chat:{asker.chat}"
