"""What is there already is not drawn again, costs nothing, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from bot.errors import ConfigurationError, ContentRefused
from bot.model import Action, Chat, ChatKind, Fund, Identity, Job, State
from bot.ports import Traits
from storage.engine import database_url, open_engine
from tests.contracts.store_audit import assert_sound
from tests.e2e.flow.stage import Stage, only, open_stage, png
from tests.fakes.chat import FakeChat
from tests.fakes.provider import Act, FakeProvider

BEN = Identity("fake", "8", "Ben")
BENS = Chat("fake", "8", ChatKind.PRIVATE)


@asynccontextmanager
async def stage_of(folder: Path, *acts: Act, work: bool = True, **variables: str) -> AsyncGenerator[Stage]:
    """The ledger is sound when it closes."""
    provider = FakeProvider(SystemClock(), script=acts or (Act(),), develop=png)
    async with open_stage(folder, provider, work=work, chat=None, targets=only, **variables) as stage:
        yield stage
    engine = open_engine(database_url(f"sqlite:///{folder / 'bananabot.db'}"))
    await assert_sound(engine)
    await engine.close()


async def ended(stage: Stage, count: int) -> list[Job]:
    await stage.chat.until(count)
    return [await stage.ended(parcel.job) for parcel in stage.chat.parcels]


async def test_the_same_words_again_are_served_from_memory_for_nothing(tmp_path: Path) -> None:
    async with stage_of(tmp_path, quota_person="1/day") as stage:
        await stage.type("A red fox")
        await ended(stage, 1)
        await stage.type("a  red FOX")
        first, second = await ended(stage, 2)
        assert len(stage.provider.calls) == 1
        assert (second.fund, second.units, second.reused) == (Fund.REUSED, 0, True)
        assert "0 units" in stage.chat.parcels[1].caption
        assert "0 units" not in stage.chat.parcels[0].caption
        assert stage.chat.pictures[0].digest == stage.chat.pictures[1].digest
        assert stage.chat.parcels[1].sheets[0].file is not None  # the platform has these bytes already
        assert first.id != second.id


@pytest.mark.parametrize(
    "other",
    [
        "a red fox --fresh",
        "a red fox --ar 16:9",
        "a red fox --seed 4",
        "a red fox --style watercolor",
        "a red fox --private",
        "a red box",
        'a red fox with a sign "FOX"',
    ],
)
async def test_anything_else_is_drawn(tmp_path: Path, other: str) -> None:
    async with stage_of(tmp_path) as stage:
        await stage.type("a red fox")
        await ended(stage, 1)
        await stage.type(other)
        await ended(stage, 2)
        assert len(stage.provider.calls) == 2


async def test_again_draws_anew_and_is_what_is_remembered_then(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await stage.type("a red fox")
        await ended(stage, 1)
        await stage.press(Action.AGAIN, stage.chat.parcels[0].sheets[0].stored.id)
        [_, again] = await ended(stage, 2)
        assert len(stage.provider.calls) == 2
        assert again.fund is Fund.ALLOWANCE


async def test_a_deleted_picture_is_drawn_again(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await stage.type("a red fox")
        await ended(stage, 1)
        await stage.press(Action.DELETE, stage.chat.parcels[0].sheets[0].stored.id)
        await stage.told()
        await stage.type("a red fox")
        await ended(stage, 2)
        assert len(stage.provider.calls) == 2


@pytest.mark.parametrize(
    ("scope", "shared", "drawings"),
    [("off", False, 2), ("person", False, 2), ("group", False, 2), ("group", True, 1), ("everyone", False, 1)],
)
async def test_who_shares_with_whom(tmp_path: Path, scope: str, shared: bool, drawings: int) -> None:
    async with stage_of(tmp_path, reuse=scope) as stage:
        await stage.type("/imagine a red fox", chat=stage.club if shared else stage.private)
        await ended(stage, 1)
        await stage.type("/imagine a red fox", sender=BEN, chat=stage.club if shared else BENS)
        await ended(stage, 2)
        assert len(stage.provider.calls) == drawings


async def test_what_is_private_is_shared_with_nobody_but_oneself(tmp_path: Path) -> None:
    async with stage_of(tmp_path, reuse="everyone") as stage:
        for number, who in enumerate((stage.ann, BEN, stage.ann), 1):
            await stage.type("/imagine a red fox --private", sender=who, chat=stage.club)
            await ended(stage, number)
        assert len(stage.provider.calls) == 2


async def test_what_is_asked_at_once_is_drawn_once_and_everybody_gets_it(tmp_path: Path) -> None:
    async with stage_of(tmp_path, Act(seconds=0.2), reuse="everyone") as stage:
        people = [Identity("fake", str(100 + n)) for n in range(8)]
        chats = [Chat("fake", who.account, ChatKind.PRIVATE) for who in people]
        await asyncio.gather(
            *(stage.type("a red fox", sender=who, chat=chat) for who, chat in zip(people, chats, strict=True))
        )
        jobs = await ended(stage, 8)
        assert len(stage.provider.calls) == 1
        assert sum(job.reused for job in jobs) == 7
        assert sum("0 units" in parcel.caption for parcel in stage.chat.parcels) == 7
        assert {picture.digest for picture in stage.chat.pictures} == {stage.chat.pictures[0].digest}


async def test_a_double_tap_costs_one_unit(tmp_path: Path) -> None:
    async with stage_of(tmp_path, Act(seconds=0.1), quota_person="2/day") as stage:
        await asyncio.gather(stage.type("a red fox"), stage.type("a red fox"))
        await ended(stage, 2)
        await stage.type("a blue fox")  # the second unit has come back
        await ended(stage, 3)
        assert len(stage.provider.calls) == 2


async def test_the_next_in_line_draws_when_the_first_gives_up(tmp_path: Path) -> None:
    async with stage_of(tmp_path, reuse="everyone") as stage:
        stage.provider.gate.clear()
        await stage.type("a red fox")
        await stage.type("a red fox", sender=BEN, chat=BENS)
        [first] = await _unfinished(stage)
        await stage.type(f"/cancel {first.id}")
        stage.provider.gate.set()
        [job] = await ended(stage, 1)
        assert job.person != first.person
        assert job.fund is Fund.ALLOWANCE
        assert not job.reused


async def test_a_refusal_is_everybodys_own(tmp_path: Path) -> None:
    async with stage_of(tmp_path, Act(seconds=0.1, error=ContentRefused("no")), reuse="everyone") as stage:
        await stage.type("a red fox")
        await stage.type("a red fox", sender=BEN, chat=BENS)
        await stage.chat.heard("cost you nothing")
        await stage.ended(1)
        await stage.ended(2)
        assert len(stage.provider.calls) == 2


async def test_what_a_dead_process_was_drawing_is_drawn_by_another(tmp_path: Path) -> None:
    async with stage_of(tmp_path, work=False) as stage:
        await stage.type("a red fox")
        await stage.type("a red fox", event="second")
        store, now = stage.house.store, stage.house.clock.now()
        [leader] = await store.jobs.claim("dead/1", 1, now, 60)
        assert await stage.house.memory.serve("dead/1", leader) is None  # it boarded, and then it died
        await store.jobs.disown("dead/1", now)
    async with stage_of(tmp_path) as stage:
        jobs = await ended(stage, 2)
        assert len(stage.provider.calls) == 1
        assert [job.state for job in jobs] == [State.DELIVERED] * 2


async def test_what_was_to_be_shown_and_is_gone_is_never_drawn_unpaid(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await stage.type("a red fox")
        [first] = await ended(stage, 1)
    async with stage_of(tmp_path, work=False) as stage:
        await stage.type("a red fox", event="second")
        [waiting] = await _unfinished(stage)
        entry = await stage.house.store.gallery.entry(first.id)
        assert entry is not None
        await stage.house.store.gallery.delete(entry.pictures[0].id)
    async with stage_of(tmp_path) as stage:
        job = await stage.ended(waiting.id)
        assert job.state is State.REFUNDED
        assert stage.provider.calls == []
        await stage.chat.heard("did not work")


async def _unfinished(stage: Stage) -> list[Job]:
    person = await stage.house.store.people.person(stage.ann, "en", "UTC")
    return await stage.house.store.jobs.unfinished(person.id)


async def test_two_processes_draw_it_once(tmp_path: Path) -> None:
    async with (
        stage_of(tmp_path, Act(seconds=0.3), reuse="everyone") as here,
        stage_of(tmp_path, Act(seconds=0.3), reuse="everyone") as there,
    ):
        await asyncio.gather(
            here.type("a red fox", event="a"), there.type("a red fox", event="b", sender=BEN, chat=BENS)
        )
        first, second = await here.ended(1), await here.ended(2)
        assert len(here.provider.calls) + len(there.provider.calls) == 1
        assert first.reused != second.reused
        assert {first.state, second.state} == {State.DELIVERED}


async def test_bought_units_come_back_when_somebody_else_drew_it(tmp_path: Path) -> None:
    async with stage_of(tmp_path, Act(seconds=0.2), quota_person="1/day") as stage:
        await stage.type("a mouse")
        await ended(stage, 1)
        store, now = stage.house.store, stage.house.clock.now()
        person = await store.people.person(stage.ann, "en", "UTC")
        await store.packs.grant(person.id, 2, "cli", "", now)
        await asyncio.gather(stage.type("a red fox"), stage.type("a red fox"))
        await ended(stage, 3)
        assert await store.packs.balance(person.id) == 1


async def test_the_operators_own_styles_are_styles_like_any_other(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[crayon]\nen = "Crayon"\nzh = "蜡笔"\nprompt = "thick wax crayon on rough paper"\n', "utf-8")
    chat = FakeChat(traits=Traits(illustrated=False))
    async with open_stage(tmp_path, chat=chat, styles_file=str(own)) as stage:
        await stage.type("a red fox --style 蜡笔")
        await ended(stage, 1)
        [request] = stage.provider.requests
        assert request.prompt == "a red fox, thick wax crayon on rough paper"
        await stage.type("/styles")
        assert "crayon · Crayon" in await stage.chat.heard("33 styles")


@pytest.mark.parametrize(("words", "named"), [(None, "cannot be read"), ("[crayon]\nen = 1", "crayon")])
async def test_a_styles_file_that_cannot_be_stops_the_start(tmp_path: Path, words: str | None, named: str) -> None:
    if words is not None:
        (tmp_path / "own.toml").write_text(words, "utf-8")
    with pytest.raises(ConfigurationError, match=named):
        async with stage_of(tmp_path, styles_file=str(tmp_path / "own.toml")):
            pass
