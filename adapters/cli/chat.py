"""`bananabot chat`: the bot in this terminal, or line by line for another program."""

from __future__ import annotations

import asyncio
import getpass
import os
import re
import sys
from collections.abc import Callable, Coroutine
from functools import partial

import typer

from adapters.chat.console.inline import inline
from adapters.chat.console.page import Page
from adapters.chat.console.pipe import piped_lines
from adapters.chat.console.platform import Console
from adapters.chat.console.seat import Seat, seat
from adapters.cli.logs import file_logs
from adapters.cli.opening import run_until_done, settings
from adapters.clock import SystemClock
from adapters.settings.reading import Settings
from adapters.settings.secrets import secret
from adapters.wiring.house import open_house
from adapters.wiring.opened import OpenHouse
from bot.commands.entry import Audience
from bot.commands.help import completions
from bot.model import Action, ChatKind, Incoming
from bot.texts import Texts

app = typer.Typer()


@app.command("chat", epilog='Example: echo "a red fox in the snow --ar 16:9" | bananabot chat --as ann')
def chat(
    who: str = typer.Option("", "--as", metavar="USER", help="Who is chatting; by default your user name."),
    group: str | None = typer.Option(None, "--group", metavar="NAME", help="Chat in a group of this name."),
    admin: bool = typer.Option(False, "--admin", help="Be an admin of the group."),
) -> None:
    """A chat in this terminal."""
    found = settings()
    key = secret(found.house)
    clock = SystemClock()
    place = seat(who.strip() or _user(), group, admin=admin, now=clock.now)
    with file_logs(found, [key.decode()]):
        run_until_done(_chat(found, place, key))


async def _chat(found: Settings, place: Seat, key: bytes) -> None:
    reader = _Reader()
    console = open_console(found, place, reader.write)
    async with open_house(found, [console], secret=key) as house:
        await reader.while_there(console.run(partial(converse, house)))


class _Reader:
    """Whoever reads what we say. When they are gone, or have no room, there is nothing left to say or to wait for."""

    def __init__(self) -> None:
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def write(self, block: str) -> None:
        try:
            _write(block)
        except OSError as error:
            if not self._gone.done():
                self._gone.set_exception(error)
            raise

    async def while_there(self, talk: Coroutine[None, None, None]) -> None:
        """Raises the `OSError` with which they left."""
        talking = asyncio.create_task(talk)
        try:
            await asyncio.wait([talking, self._gone], return_when=asyncio.FIRST_COMPLETED)
            await (self._gone if self._gone.done() else talking)
        finally:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)


async def converse(house: OpenHouse, incoming: Incoming) -> None:
    """Return when the answer has been said: a terminal shows one after the other."""
    await house.conversation.receive(incoming)
    await house.conversation.close()


def open_console(found: Settings, place: Seat, write: Callable[[str], None] | None = None) -> Console:
    """With prompt, completion and pictures on a terminal; else line by line from stdin."""
    say = partial(Texts.load().say, found.house.language)
    folder = found.house.data / "console"
    write = write or _write

    def unknown(button: str) -> str:
        return say("console.button", name=button)

    if not sys.stdin.isatty():
        return Console(place, piped_lines(sys.stdin.buffer), Page(write, folder), patient=True, unknown=unknown)
    from adapters.chat.console.prompt import typed_lines  # noqa: PLC0415  a pipe goes without a prompt

    name = place.who.account
    write(say("console.welcome", name=name))
    if place.chat.kind is ChatKind.GROUP:
        write(say("console.group", title=place.chat.title))
    console = Console(
        place,
        typed_lines(
            f"{name}> ",
            folder / f"history-{re.sub(r'[^a-zA-Z0-9]', '_', name)}",
            [*completions(Audience.OWNER), *(f":{action.name.lower()}" for action in Action)],
            lambda: say("console.drawing", count=console.drawing) if console.drawing else "",
        ),
        Page(write, folder, inline(os.environ) if sys.stdout.isatty() else None),
        patient=False,
        unknown=unknown,
    )
    return console


def _write(block: str) -> None:
    """One block, an empty line after it."""
    sys.stdout.write(f"{block}\n\n")
    sys.stdout.flush()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return "me"
