"""Words come with a picture only where the platform can show one: nobody waits for what nobody sees."""

from __future__ import annotations

from pathlib import Path

from bot.ports import Traits
from tests.e2e.flow.stage import open_stage
from tests.fakes.chat import FakeChat


async def test_no_sheet_of_styles_is_drawn_where_it_cannot_be_shown(tmp_path: Path) -> None:
    chat = FakeChat(traits=Traits(illustrated=False))
    async with open_stage(tmp_path, chat=chat) as stage:
        await stage.type("/styles")
        await chat.heard("styles")
        (shown,) = chat.shown.values()
        assert shown.answer is not None
        assert shown.answer.picture is None
