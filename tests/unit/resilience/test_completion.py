"""Several pictures of one request, of which one did not come at first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

import pytest

from bot.errors import ContentRefused, Overloaded, ProviderError
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import Resilient, Target
from tests.fakes.provider import FakeProvider
from tests.simulation.clock import VirtualClock, simulate

FOXES = ImageRequest(prompt="foxes", count=3, seed=7)


@dataclass(eq=False)
class Short(FakeProvider):
    """Leaves one picture out of its first drawing. `again`: that one may be asked for once more, which `ends` like this."""

    again: int = 1
    ends: ProviderError | float = 0.0
    handles: list[str] = field(default_factory=list[str])

    async def draw(self, request: ImageRequest, ticket: Ticket) -> Generation:
        if self.handles:
            await ticket.submitted(self.handles.pop(0))
        generation = await super().draw(request, ticket)
        if len(self.calls) == 1:
            return replace(generation, pictures=generation.pictures[:-1], micros=20, again=self.again)
        if isinstance(self.ends, ProviderError):
            raise self.ends
        await self.clock.sleep(self.ends)
        return generation


@dataclass(frozen=True, slots=True)
class Played:
    generation: Generation
    asked: list[tuple[int, int | None]]
    notes: list[str]
    seconds: float


def play(again: int = 1, ends: ProviderError | float = 0.0, handles: str = "", *, spare: bool = False) -> Played:
    """Foxes from one provider; with `spare` there is another one, asked where the first fails."""

    async def scene(clock: VirtualClock) -> Played:
        notes: list[str] = []

        async def submitted(note: str) -> None:
            notes.append(note)

        short = Short(clock, again=again, ends=ends, handles=handles.split())
        other = Short(clock, "other", again=0, handles=["o1"])
        other.calls.append(Ticket(job=0, deadline=0))  # not its first
        there = [short, other] if spare else [short]
        targets = [Target(id=f"{one.name}/key", provider=one, order=order) for order, one in enumerate(there)]
        client = Resilient(targets, clock=clock, random=Random(1))
        generation = await client.draw(FOXES, Ticket(job=1, deadline=600.0, submitted=submitted))
        asked = [(one.count, one.seed) for one in short.requests]
        await client.close()
        return Played(generation, asked, notes, clock.monotonic())

    return simulate(scene)


def test_what_is_missing_is_asked_for_once_more() -> None:
    played = play()
    assert len(played.generation.pictures) == 3
    assert played.generation.micros == 20 + 39_000
    assert played.asked == [(3, 7), (1, 10)], "with a seed that none of the others had"


def test_what_was_refused_or_lost_is_not() -> None:
    played = play(again=0)
    assert len(played.generation.pictures) == 2
    assert played.asked == [(3, 7)]


@pytest.mark.parametrize("ends", [ContentRefused("no"), Overloaded("busy"), 1_000.0])
def test_what_came_first_is_not_lost_by_asking_for_the_rest(ends: ProviderError | float) -> None:
    played = play(ends=ends)
    assert len(played.generation.pictures) == 2
    assert played.seconds <= 61.0, "and does not wait for it for long"


def test_both_jobs_are_noted_where_one_target_holds_them() -> None:
    assert play(handles="h1 h2").notes == ["fake/key h1", "fake/key h1\nh2"]


def test_the_first_job_stays_noted_where_another_target_holds_the_second() -> None:
    played = play(handles="h1 h2", ends=Overloaded("busy"), spare=True)
    assert len(played.generation.pictures) == 3
    assert played.notes[-1] in {"fake/key h1", "fake/key h1\nh2"}
    assert not any(note.startswith("other") for note in played.notes)
