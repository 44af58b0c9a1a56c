from __future__ import annotations

from dataclasses import dataclass, field

from bot.model import Address, ChatKind, Identity
from bot.ports import Suggestion, Suggestions
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.core import painted, parcel_of


@dataclass
class Album:
    """Finds pictures by the words of their captions."""

    pictures: list[Suggestion] = field(default_factory=list[Suggestion])
    asked: list[tuple[Identity, str, int]] = field(default_factory=list[tuple[Identity, str, int]])

    async def suggest(
        self, who: Identity, words: str, language: str | None, *, start: int, count: int
    ) -> Suggestions | None:
        self.asked.append((who, words, start))
        if words == "nothing":
            return None
        found = [one for one in self.pictures if words in one.caption][start:]
        return Suggestions(tuple(found[:count]), f"Draw: {words}", "w-123", more=len(found) > count)


async def test_past_pictures_are_offered_and_a_way_to_draw(stage: Stage) -> None:
    ann, album = stage.phone(), Album()
    async with stage.listening(suggester=album), stage.platform() as platform:
        to = Address("telegram", str(ann.id), ChatKind.PRIVATE)
        receipt = await platform.deliver(to, parcel_of(1, [painted(1), painted(2)]))
        original = await platform.deliver(to, parcel_of(2, [painted(3)], original=True))
        files = {**receipt.files, **original.files}
        album.pictures = [Suggestion(picture, file, "a red fox") for picture, file in files.items()]
        answer = await ann.answered(ann.ask_inline("red"))
        assert [result["id"] for result in answer["results"]] == ["11", "12"]
        assert answer["is_personal"] is True
        assert answer["button"] == {"text": "Draw: red", "start_parameter": "w-123"}
        assert album.asked == [(Identity("telegram", str(ann.id)), "red", 0)]


async def test_a_long_album_comes_page_by_page(stage: Stage) -> None:
    ann, album = stage.phone(), Album()
    file = stage.town.keep("photo", painted(1).data)
    album.pictures = [Suggestion(n, f"photo:{file.id}", "a fox") for n in range(1, 70)]
    async with stage.listening(suggester=album):
        pages, offset = list[int](), ""
        for _ in range(3):
            answer = await ann.answered(ann.ask_inline("fox", offset))
            pages += [int(result["id"]) for result in answer["results"]]
            offset = answer.get("next_offset", "")
        assert pages == list(range(1, 70))
        assert offset == ""


async def test_handles_of_another_bot_leave_the_way_to_draw(stage: Stage) -> None:
    """The operator has moved to another bot: the server knows none of the files that the first one sent."""
    ann, album = stage.phone(), Album()
    album.pictures = [Suggestion(1, "photo:AgACanotherbots", "a red fox")]
    async with stage.listening(suggester=album):
        answer = await ann.answered(ann.ask_inline("red"))
        assert answer["results"] == []
        assert answer["button"] == {"text": "Draw: red", "start_parameter": "w-123"}
        assert len(stage.api.made("answerInlineQuery")) == 2


async def test_one_file_that_is_gone_takes_no_other_with_it(stage: Stage) -> None:
    ann, album = stage.phone(), Album()
    kept = [stage.town.keep("photo", painted(n).data).id for n in range(3)]
    files = [kept[0], "AgACadeadone", *kept[1:]]
    album.pictures = [Suggestion(n, f"photo:{file}", "a red fox") for n, file in enumerate(files)]
    async with stage.listening(suggester=album):
        for _ in range(2):
            answer = await ann.answered(ann.ask_inline("red"))
            assert [result["photo_file_id"] for result in answer["results"]] == kept
        assert len(stage.api.made("answerInlineQuery")) == 3  # and is known from then on
        assert len(stage.api.made("getFile")) == 4


async def test_nobody_is_answered_who_owns_nothing(stage: Stage) -> None:
    ann, album = stage.phone(), Album()
    async with stage.listening(suggester=album):
        silent = ann.ask_inline("nothing")
        await ann.answered(ann.ask_inline("fox"))
        assert stage.town.inline_answers[silent] is None
