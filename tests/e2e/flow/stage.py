"""The whole house on a real SQLite file, with a fake chat in front and a fake provider behind."""

from __future__ import annotations

import asyncio
import hashlib
import io
import itertools
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image

from adapters.clock import SystemClock
from adapters.queue.claims import Rhythm
from adapters.settings.reading import Settings, read_settings
from adapters.wiring.duty import Duty
from adapters.wiring.house import open_house
from adapters.wiring.opened import OpenHouse
from bot.model import (
    Action,
    Chat,
    ChatKind,
    Identity,
    Incoming,
    Job,
    Picture,
    Press,
    Role,
)
from bot.resilience import Target
from tests.e2e.database import prepare
from tests.fakes.chat import FakeChat
from tests.fakes.provider import FakeProvider

PROVIDERS = ("sketch", "gemini", "openai", "local")


def settings(folder: Path, **variables: str) -> Settings:
    """Settings as from the environment; `quota_person="2/day"` sets BANANABOT_QUOTA_PERSON. The folder is ready for a house."""
    prepare(folder)
    environ = {
        "BANANABOT_DATA": str(folder),
        **{f"BANANABOT_{name.upper()}": value for name, value in variables.items()},
    }
    return read_settings(environ, None, lambda _file: PROVIDERS)


def png(words: str) -> Picture:
    """A real picture, its colour from the words."""
    digest = hashlib.sha256(words.encode()).digest()
    out = io.BytesIO()
    Image.new("RGB", (256, 256), (digest[0], digest[1], digest[2])).save(out, "PNG")
    data = out.getvalue()
    return Picture(data, hashlib.sha256(data).hexdigest(), "image/png", 256, 256)


@dataclass(eq=False)
class Stage:
    """Somebody who types in a chat, and what comes back."""

    house: OpenHouse
    chat: FakeChat
    provider: FakeProvider
    private: Chat = field(default_factory=lambda: Chat("fake", "7", ChatKind.PRIVATE))
    club: Chat = field(default_factory=lambda: Chat("fake", "-100", ChatKind.GROUP, title="Club"))
    ann: Identity = field(default_factory=lambda: Identity("fake", "7", "Ann"))
    _events: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def incoming(self, text: str = "", **changes: object) -> Incoming:
        event = f"e{next(self._events)}"
        plain = Incoming(
            event=event,
            chat=self.private,
            at=self.house.clock.now(),
            sender=self.ann,
            role=Role.UNKNOWN,
            message=f"m{event}",
            text=text,
        )
        return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name, as a test says them

    async def type(self, text: str = "", **changes: object) -> Incoming:
        incoming = self.incoming(text, **changes)
        await self.house.conversation.receive(incoming)
        return incoming

    async def press(self, action: Action, subject: int, message: str = "0", sender: Identity | None = None) -> None:
        event = f"p{next(self._events)}"
        await self.type(press=Press(action, subject, message, token=event), event=event, sender=sender or self.ann)

    async def ended(self, code: int) -> Job:
        """The job, once it has come to its end."""
        async with asyncio.timeout(60):
            while True:
                job = await self.house.store.jobs.get(code)
                if job is not None and job.state.ended:
                    return job
                await asyncio.sleep(0.005)

    async def told(self) -> None:
        """Everything asked for so far has been answered in words."""
        await self.house.conversation.close()


def only(provider: FakeProvider) -> list[Target]:
    return [Target(id="fake/here/key1", provider=provider)]


@asynccontextmanager
async def open_stage(
    folder: Path,
    provider: FakeProvider | None = None,
    *,
    work: bool = True,
    chat: FakeChat | None = None,
    targets: Callable[[FakeProvider], list[Target]] = only,
    **variables: str,
) -> AsyncGenerator[Stage]:
    """The provider's clock is the house's."""
    chat = chat or FakeChat()
    provider = provider or FakeProvider(SystemClock(), develop=png)
    async with open_house(
        settings(folder, **variables),
        [chat],
        secret=b"a secret of the tests, long enough",
        painters=lambda _settings, _clock: targets(provider),
        rhythm=Rhythm(lease=30, beat=0.05, drain=5, batch=0.05, window=0.1),
        duty=Duty.ALL if work else Duty.INGRESS,
        clock=provider.clock,
    ) as house:
        yield Stage(house, chat, provider)
