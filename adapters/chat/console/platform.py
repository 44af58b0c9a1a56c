"""The console as a chat platform: one person in one chat, typed lines in, blocks of text and picture files out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from adapters.chat.console.awaited import Awaited
from adapters.chat.console.page import Page, button_line, plain
from adapters.chat.console.seat import PLATFORM, Seat
from adapters.chat.console.typed import Typed, read_typed
from bot.errors import BadReference, PictureUnsuitable
from bot.model import Address, Attachment, Button, Chat, Identity, Press, Role
from bot.ports import Answer, Parcel, Receipt, Receive, Traits


@dataclass(frozen=True, slots=True)
class _Shown:
    """The newest message with buttons."""

    message: str
    buttons: tuple[Button, ...]


class Console:
    """Implements `bot.ports.ChatPlatform`.

    `lines` are what is typed. `patient`: the answer to a line, its picture included, is shown before the next line is read,
    and words on the way to a picture are left out. `receive` must return when the answer has been said.
    `unknown` are the words for a button that is not there.
    """

    def __init__(
        self, seat: Seat, lines: AsyncIterator[str], page: Page, *, patient: bool, unknown: Callable[[str], str]
    ) -> None:
        self._seat = seat
        self._lines = lines
        self._page = page
        self._patient = patient
        self._unknown = unknown
        self._shown = _Shown("", ())
        self._said = 0
        self._awaited = Awaited()

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def traits(self) -> Traits:
        return Traits(edits=False, repeatable=True, local=True)

    @property
    def drawing(self) -> int:
        """How many pictures are on their way."""
        return len(self._awaited)

    async def run(self, receive: Receive) -> None:
        """Until the lines end; then what is being drawn is awaited."""
        async for line in self._lines:
            if line.strip():
                await self._take(read_typed(line), receive)
            if self._patient:
                await self._awaited.all()
        await self._awaited.all()

    async def _take(self, typed: Typed, receive: Receive) -> None:
        if typed.button is None:
            await receive(self._seat.message(typed))
        elif (press := self._press(typed.button)) is not None:
            await receive(self._seat.press(press))
        else:
            self._page.write(self._unknown(typed.button))

    def _press(self, asked: str) -> Press | None:
        found = [
            button
            for number, button in enumerate(self._shown.buttons, 1)
            if asked in {str(number), button.action.name.lower(), button.label.casefold()}
        ]
        return Press(found[0].action, found[0].subject, self._shown.message, token=PLATFORM) if found else None

    # ── the way back ──

    async def say(self, to: Address, answer: Answer, *, edit: str | None = None) -> str | None:  # noqa: ARG002 - the port's
        self._said += 1
        name = f"{self._seat.now():%Y%m%d-%H%M%S}-{self._said}"
        if answer.pending is not None:
            self._awaited.promise(answer.pending.job, to.reply_to)
        if answer.pending is None or not self._patient:
            self._keep(name, tuple(button for row in answer.buttons for button in row))
            with _disk():
                self._page.answer(answer, name)
        if answer.pending is None:
            await self._awaited.end_oldest(to.reply_to)
        return name

    async def deliver(self, to: Address, parcel: Parcel) -> Receipt:  # noqa: ARG002 - the port's
        names = [f"{parcel.job}-{sheet.stored.number}" for sheet in parcel.sheets]
        with _disk():
            blocks = [
                line
                for sheet, name in zip(parcel.sheets, names, strict=True)
                for line in self._page.picture(sheet.picture, name)
            ]
        buttons = tuple(button for row in parcel.buttons for button in row)
        messages = tuple(name.replace("-", ".") for name in names)
        self._keep(messages[0], buttons)
        self._page.write(*blocks, plain(parcel.caption), button_line(buttons))
        await self._awaited.end(parcel.job)
        return Receipt(messages)

    def _keep(self, message: str, buttons: tuple[Button, ...]) -> None:
        if buttons:
            self._shown = _Shown(message, buttons)

    async def working(self, to: Address) -> None:
        """The prompt shows it already."""

    async def remove(self, to: Address, message: str) -> None:
        """What was printed stays."""

    async def acknowledge(self, token: str, text: str = "") -> None:  # noqa: ARG002 - the port's
        if text:
            self._page.write(text)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        path = Path(attachment.ref)
        try:
            data = await asyncio.to_thread(_read, path, limit + 1)
        except OSError as error:
            raise BadReference("console.file", name=attachment.name, why=error.strerror or "") from None
        if len(data) > limit:
            raise BadReference("reference.too_large", megabytes=limit // 1_000_000)
        return data

    async def is_admin(self, chat: Chat, who: Identity) -> bool:
        return self._seat.role is Role.ADMIN and self._seat.chat == chat and self._seat.who == who


@contextlib.contextmanager
def _disk() -> Generator[None]:
    """A file that cannot be written is a picture that cannot be shown here."""
    try:
        yield
    except OSError as error:
        raise PictureUnsuitable(f"{error.filename}: {error.strerror}") from error


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return file.read(limit)
