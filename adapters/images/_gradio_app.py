"""What a Gradio app has said of itself: its endpoints and their forms, asked for once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from adapters.images._ask import Ask
from adapters.images._gradio_form import Form, endpoint_named
from bot.errors import RequestInvalid


class App:
    """`info` asks it, until a deadline. `strict`: an endpoint goes by its own name alone."""

    def __init__(self, info: Callable[[float], Awaitable[object]], *, strict: bool) -> None:
        self._info = info
        self._strict = strict
        self._asking = asyncio.Lock()
        self._known: dict[str, tuple[str, Form]] = {}

    def endpoint(self, name: str) -> tuple[str, Form | None]:
        """The one that stands for this name; without a form before the app has been asked."""
        return self._known.get(name, (name, None))

    async def expect(self, ask: Ask, deadline: float) -> None:
        """Learn what it takes, if need be. Raises `ModelRetired`, `RequestInvalid` where there is no place for something."""
        name = ask.model.id
        async with self._asking:  # one question, however many pictures begin together
            if name not in self._known:
                self._known[name] = endpoint_named(await self._info(deadline), name, strict=self._strict)
        if wish := self._known[name][1].refuses(ask):
            raise RequestInvalid(f"the app has no place for {wish}", parameter=wish)
