"""The whole house with real provider files in it, each on its emulated service, configured as an operator does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from adapters.cli.opening import provider_names
from adapters.queue.claims import Rhythm
from adapters.settings.reading import read_settings
from adapters.wiring.house import open_house
from tests.contracts.provider_stage import CATALOGUE
from tests.e2e.flow.stage import Stage
from tests.emulators.providers.server import Emulator
from tests.fakes.brisk import Brisk
from tests.fakes.chat import FakeChat
from tests.fakes.provider import FakeProvider

JOBS = ("fal", "replicate", "leonardo", "freepik", "higgsfield", "huggingface", "gradio", "comfyui")
UNLIMITED = {"QUOTA_PERSON": "off", "PERSON_RUNNING": "200", "PERSON_QUEUED": "200", "REUSE": "off"}


def variables(services: Mapping[str, Emulator], folder: Path, faults: str = "", **more: str) -> dict[str, str]:
    """What an operator writes for these services; jobs are asked for quickly."""
    file = folder / "providers.toml"
    file.write_text("".join(f"[{name}]\npoll = 0.02\n" for name in services if name in JOBS) + faults, "utf-8")
    found = {"PROVIDERS": ",".join(services), "PROVIDERS_FILE": str(file), "DATA": str(folder)}
    for name, service in services.items():
        found[f"{name.upper()}_BASE_URL"] = service.base_url
        if CATALOGUE[name].key != "none":
            found[f"{name.upper()}_KEYS"] = service.key
    return {f"BANANABOT_{name}": value for name, value in {**found, **more}.items()}


@asynccontextmanager
async def open_with(
    services: Mapping[str, Emulator], folder: Path, faults: str = "", **more: str
) -> AsyncGenerator[Stage]:
    """Nothing of ours is replaced: only the chat in front is a fake one. The services are open already."""
    chat, clock = FakeChat(), Brisk()
    async with open_house(
        read_settings(variables(services, folder, faults, **{**UNLIMITED, **more}), None, provider_names),
        [chat],
        secret=b"a secret of the tests, long enough",
        clock=clock,
        rhythm=Rhythm(lease=600, beat=1.0, drain=100),
    ) as house:
        yield Stage(house, chat, FakeProvider(clock))


@asynccontextmanager
async def open_services(services: Sequence[Emulator]) -> AsyncGenerator[None]:
    async with AsyncExitStack() as stack:
        for service in services:
            await stack.enter_async_context(service)
        yield
