"""Inline mode with the real service: one's own pictures, and a wish that goes on in private; both libraries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.model import Identity
from bot.ports import Change
from tests.e2e.telegram.conftest import Stage
from tests.e2e.telegram.service import serving
from tests.emulators.telegram import Phone


async def drawn(phone: Phone, *prompts: str) -> None:
    """These pictures, one after the other."""
    for prompt in prompts:
        before = sum(bool(one.picture) for one in phone.answers)
        phone.say(prompt)
        await phone.until(lambda seen, least=before: sum(bool(one.picture) for one in seen) > least)  # type: ignore[misc]


def photos(answer: dict[str, Any]) -> list[str]:
    return [result["caption"] for result in answer["results"] if result["type"] == "photo"]


async def test_pictures_are_found_by_their_words_and_by_their_person_alone(stage: Stage, tmp_path: Path) -> None:
    ann, ben = stage.phone(), stage.phone("Ben")
    async with serving(stage, tmp_path):
        await drawn(ann, "a red fox in the snow", "a blue boat", "Лиса в лесу --private", "一只红色的狐狸")
        await drawn(ben, "a green fox")
        for words, found in {
            "": ["一只红色的狐狸", "Лиса в лесу", "a blue boat", "a red fox in the snow"],
            "fox": ["a red fox in the snow"],
            "FOX snow": ["a red fox in the snow"],
            "лиса": ["Лиса в лесу"],
            "狐狸": ["一只红色的狐狸"],
            "100%": [],
            "fox boat": [],
        }.items():
            answer = await ann.answered(ann.ask_inline(words))
            assert (words, photos(answer)) == (words, found)
            assert answer["is_personal"] is True
        assert photos(await ben.answered(ben.ask_inline(""))) == ["a green fox"]


@pytest.mark.slow  # nine albums into one chat, a second and more apart as the platform wants it
async def test_a_long_history_comes_page_by_page(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path, quota_person="off") as service:
        await drawn(ann, *(f"fox {number} --n 4" for number in range(9)))
        await service.ended(9)
        seen, offset = list[str](), ""
        while True:
            answer = await ann.answered(ann.ask_inline("fox", offset))
            seen += [result["id"] for result in answer["results"] if result["type"] == "photo"]
            assert [result["type"] for result in answer["results"]].count("article") == (offset == "")
            if not (offset := answer.get("next_offset", "")):
                break
        assert len(seen) == len(set(seen)) == 36


async def test_a_wish_goes_on_in_private_for_its_person_alone(stage: Stage, tmp_path: Path) -> None:
    ann, ben = stage.phone(), stage.phone("Ben")
    long = f"a red fox {'in the deep snow ' * 14}--ar 16:9"
    async with serving(stage, tmp_path) as service:
        for wish in ("a red fox", long, "/forgetme yes", "🦊 & <b>雪</b>"):
            answer = await ann.answered(ann.ask_inline(wish))
            [article] = [result for result in answer["results"] if result["type"] == "article"]
            [[key]] = article["reply_markup"]["inline_keyboard"]
            link, _, token = key["url"].partition("?start=")
            assert link == f"https://t.me/{stage.town.bot['username']}"
            assert answer["button"]["start_parameter"] == token
            assert len(token) <= 64
            assert "parse_mode" not in article["input_message_content"]
            before = len(service.provider.requests)
            ben.say(f"/start {token}")
            await ben.until(lambda seen: seen and "somebody else's" in seen[-1].text)
            assert len(service.provider.requests) == before
            ann.say(f"/start {token}")
            await ann.until(lambda seen, least=before: sum(bool(one.picture) for one in seen) > least)  # type: ignore[misc]
            assert service.provider.requests[-1].prompt == wish.removesuffix(" --ar 16:9").strip()
        assert service.provider.requests[1].aspect == "16:9"
        ann.say("/forgetme yes")
        await ann.until(lambda seen: "forgotten" in seen[-1].text)
        ann.say(f"/start {token}")
        await ann.until(lambda seen: "somebody else's" in seen[-1].text)
        ann.say("/start ref123")
        await ann.until(lambda seen: "Hello!" in seen[-1].text)


async def test_who_is_shut_out_is_offered_nothing(stage: Stage, tmp_path: Path) -> None:
    ann = stage.phone()
    async with serving(stage, tmp_path) as service:
        await drawn(ann, "a red fox")
        store = service.house.store
        person = await store.people.person(Identity("telegram", str(ann.id)), "en", "UTC")
        await store.bans.ban(person.id, None, Change("test", "", "ban", "", "", service.house.clock.now()))
        silent = ann.ask_inline("fox")
        ann.say("/quota")
        await ann.until(lambda seen: "left" in seen[-1].text)
        assert stage.town.inline_answers[silent] is None
