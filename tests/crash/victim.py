"""A bot that is meant to be killed: the real house on a real file, with a chat and a provider that write down what they did.

`python -m tests.crash.victim FOLDER` reads one command a line: `live ASKED` forks a life that asks for pictures until ASKED
events were asked for in all, and draws; `finish` forks one that only ends what is left. Imports are paid once, not per life.
Lives are numbered from 1, and what the provider writes down ends with the number of the life that asked it.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import sqlite3
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.clock import SystemClock
from adapters.queue.claims import Rhythm
from adapters.wiring.house import open_house
from adapters.wiring.opened import OpenHouse
from bot.errors import OutcomeUnknown
from bot.model import Address, Chat, ChatKind, Generation, Identity, ImageRequest, Incoming, Price
from bot.ports import Answer, Parcel, Receipt, Ticket
from bot.resilience import Target
from tests.e2e.flow.stage import png, settings
from tests.fakes.chat import FakeChat

PEOPLE = 20


def note(folder: Path, file: str, line: str) -> None:
    """Append one line in one write: what was written stays written, whenever the process is killed."""
    handle = os.open(folder / file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)


@dataclass(eq=False)
class LoggedChat(FakeChat):
    folder: Path = Path()

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:
        await asyncio.sleep(random.uniform(0, 0.01))
        note(self.folder, "delivered", str(parcel.job))
        await asyncio.sleep(random.uniform(0, 0.01))
        return await super().deliver(to, parcel)

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:
        del to, answer
        return edit or str(random.getrandbits(60))


class LoggedProvider:
    """Every other job is answered at once, the others have a handle that can be resumed, as at a polling provider."""

    name = "logged"

    def __init__(self, folder: Path, life: int) -> None:
        self._folder = folder
        self._life = life

    def check(self, request: ImageRequest) -> None: ...

    def price(self, request: ImageRequest) -> Price:
        return Price(request.count, 40_000 * request.count)

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        if ticket.submission is None:
            note(self._folder, "paid", f"{ticket.job} {self._life}")
            if ticket.job % 2:
                await ticket.submitted(f"handle-{ticket.job}")
        else:
            assert ticket.submission == f"handle-{ticket.job}"
            note(self._folder, "resumed", f"{ticket.job} {self._life}")
        await asyncio.sleep(random.uniform(0.005, 0.06))
        if random.random() < 0.02:
            raise OutcomeUnknown("the answer was lost")
        pictures = tuple(png(f"{request.prompt} {n}") for n in range(request.count))
        return Generation(pictures=pictures, provider=self.name, model="l-1", micros=40_000 * request.count)


async def live(folder: Path, life: int, asked: int) -> None:
    chat = LoggedChat(folder=folder)
    async with open_house(
        settings(folder, quota_person="off"),
        [chat],
        secret=b"a secret of the crash tests, long enough",
        painters=lambda _s, _c: [Target(id="logged/here/key1", provider=LoggedProvider(folder, life))],
        rhythm=Rhythm(lease=30, beat=0.05, drain=1),
    ) as house:
        note(folder, "alive", str(os.getpid()))
        if asked:
            await asyncio.gather(*(ask(house, folder, lane, asked) for lane in range(8)))
        while unfinished(folder):
            await asyncio.sleep(0.02)


async def ask(house: OpenHouse, folder: Path, lane: int, asked: int) -> None:
    """Ask as a platform does: the same event again until it was acknowledged, then the next."""
    done = {line.split()[0] for line in lines(folder, "acknowledged")}
    for number in itertools.count(lane, 8):
        if number >= asked:
            return
        if f"e{number}" in done:
            continue
        while unfinished(folder) >= 50:
            await asyncio.sleep(0.01)
        account = str(number % PEOPLE)
        incoming = Incoming(
            event=f"e{number}",
            chat=Chat("fake", account, ChatKind.PRIVATE),
            at=datetime.now(UTC),
            sender=Identity("fake", account),
            message=f"m{number}",
            text=f"fox number {number} --n {1 + number % 2}",
        )
        await house.conversation.receive(incoming)
        note(folder, "acknowledged", f"e{number}")


def unfinished(folder: Path) -> int:
    """Read beside the house, with another connection."""
    db = sqlite3.connect(f"file:{folder / 'bananabot.db'}?mode=ro", uri=True)
    try:
        counted: int = db.execute(
            "SELECT COUNT(*) FROM jobs WHERE state NOT IN ('delivered', 'waiting', 'refunded')"
        ).fetchone()[0]
        return counted
    finally:
        db.close()


def lines(folder: Path, file: str) -> list[str]:
    path = folder / file
    return path.read_text().splitlines() if path.exists() else []


def main() -> None:
    folder = Path(sys.argv[1])
    SystemClock().now()
    for life, command in enumerate(sys.stdin, 1):
        word, _, number = command.strip().partition(" ")
        child = os.fork()
        if child == 0:
            asyncio.run(live(folder, life, int(number) if word == "live" else 0))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"ended {status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
