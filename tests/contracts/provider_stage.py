"""A provider file on its emulated service, and what it is asked there."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from adapters.images._facts import Facts
from adapters.images._provider import HttpProvider
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.model import ImageRequest, Picture
from bot.ports import Ticket
from tests.emulators.providers.server import Emulator
from tests.fakes.clock import FakeClock

FOLDER = Path(__file__).parents[2] / "adapters" / "images"


CATALOGUE = load()  # read once: it never changes


DOORS = {"catalogue", "targets"}


PROMPT = "a red fox in the snow"


def provider_names() -> list[str]:
    """Every file in the providers' folder that is neither kit nor door."""
    return sorted(file.stem for file in FOLDER.glob("[!_]*.py") if file.stem not in DOORS)


def emulated(name: str) -> type[Emulator]:
    found: type[Emulator] = import_module(f"tests.emulators.providers.{name}").Emulated
    return found


class RealClock(FakeClock):
    """Real seconds for what the wire measures; nobody sleeps between polls."""

    def __init__(self) -> None:
        super().__init__(instant=True)
        self._began = time.monotonic()

    def monotonic(self) -> float:
        return super().monotonic() + time.monotonic() - self._began


@asynccontextmanager
async def stage(name: str, *, key: str | None = None) -> AsyncGenerator[tuple[HttpProvider, Emulator]]:
    """A provider on its emulated service."""
    facts = CATALOGUE[name]
    async with emulated(name)() as service:
        provider = open_provider(facts, service, service.key if key is None else key)
        try:
            yield provider, service
        finally:
            await provider.aclose()


def open_provider(facts: Facts, service: Emulator, key: str) -> HttpProvider:
    keys = [] if facts.key == "none" else [key]
    opened = open_targets(CATALOGUE, facts.name, clock=RealClock(), keys=keys, base_urls=[service.base_url])
    assert isinstance(opened[0].provider, HttpProvider)
    return opened[0].provider


def edit(*pictures: Picture) -> ImageRequest:
    return ImageRequest(prompt=PROMPT, references=tuple(one.digest for one in pictures))


def ticket(provider: HttpProvider, seconds: float = 30.0, **more: Any) -> Ticket:
    return Ticket(job=7, deadline=provider.line.clock.monotonic() + seconds, **more)
