"""What holds whatever the targets do, whenever requests come, are cancelled or run out of time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.errors import (
    ContentRefused,
    Exhausted,
    KeyRejected,
    ModelRetired,
    NobodyLeft,
    NoPicture,
    OutcomeUnknown,
    Overloaded,
    ProviderError,
    RequestInvalid,
    Throttled,
    Unclassified,
)
from bot.model import Generation, ImageRequest
from bot.ports import Ticket
from bot.resilience import Attempt, Policy, Resilient, Target
from tests.fakes.provider import Act, FakeProvider, Script
from tests.simulation.clock import VirtualClock, VirtualLoop
from tests.unit.resilience.watching import Watcher

POLICY = Policy()
NAMES = ("a1", "a2", "b1")
ERRORS: tuple[ProviderError | None, ...] = (
    None,
    ContentRefused(),
    Exhausted(),
    KeyRejected(),
    ModelRetired(),
    NoPicture(),
    OutcomeUnknown(),
    Overloaded(),
    RequestInvalid(),
    RequestInvalid(ours=False),
    Throttled(),
    Throttled(retry_after=5.0),
    Unclassified(),
)


@dataclass(eq=False)
class Asked:
    """One request and how it ended."""

    job: int
    deadline: float
    task: asyncio.Task[Generation]
    ended: float | None = None

    def end(self, task: asyncio.Task[Generation]) -> None:
        self.ended = task.get_loop().time()


class Weather(RuleBasedStateMachine):
    """Three targets of two providers, any weather, any number of requests."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=VirtualLoop)
        self.requests: list[Asked] = []
        self.weather: dict[str, Act] = dict.fromkeys(NAMES, Act(1.0))
        self.benched: dict[str, float] = {}
        self.watcher = self._watching()
        self.runner.run(self._open())

    async def _open(self) -> None:
        self.clock = VirtualClock()
        self.providers = {name: FakeProvider(self.clock, name, self._script(name)) for name in NAMES}
        self.client = Resilient(
            [Target(id=f"{name[0]}/main/{name}", provider=provider) for name, provider in self.providers.items()],
            clock=self.clock,
            random=Random(1),
            policy=POLICY,
            observer=self.watcher,
        )

    def _script(self, name: str) -> Script:
        def play(request: ImageRequest, ticket: Ticket, number: int) -> Act:
            assert self.clock.monotonic() >= self.benched.get(name, 0.0), "a benched key was used"
            return self.weather[name]

        return play

    def _watching(self) -> Watcher:
        machine = self

        class Benching(Watcher):
            def attempt(self, attempt: Attempt) -> None:
                super().attempt(attempt)
                if attempt.outcome == "KeyRejected":
                    machine.benched[attempt.target.split("/")[-1]] = machine.clock.monotonic() + POLICY.key_rest - 0.01

        return Benching()

    @rule(
        name=st.sampled_from(NAMES),
        error=st.sampled_from(ERRORS),
        seconds=st.sampled_from((0.0, 0.1, 2.0, 40.0)),
        handle=st.booleans(),
        again=st.sampled_from((0.0, 3.0, None)),
    )
    def change(self, name: str, error: ProviderError | None, seconds: float, handle: bool, again: float | None) -> None:
        self.weather[name] = Act(seconds, error, handle="j" if handle else None, resumes_after=again)

    @rule(seconds=st.sampled_from((0.5, 10.0, 90.0, 400.0)), count=st.sampled_from((1, 1, 5, 60)))
    def ask(self, seconds: float, count: int) -> None:
        self.runner.run(self._ask(seconds, count))

    async def _ask(self, seconds: float, count: int) -> None:
        for _ in range(count):
            job, deadline = len(self.requests) + 1, self.clock.monotonic() + seconds
            task = asyncio.ensure_future(self.client.draw(ImageRequest(prompt="x"), Ticket(job=job, deadline=deadline)))
            asked = Asked(job, deadline, task)
            task.add_done_callback(asked.end)
            self.requests.append(asked)
        await self.clock.sleep(0.001)

    @rule(seconds=st.sampled_from((0.05, 1.0, 7.0, 61.0, 300.0, 1000.0)))
    def wait(self, seconds: float) -> None:
        self.runner.run(self.clock.sleep(seconds))

    @precondition(lambda self: any(not asked.task.done() for asked in self.requests))
    @rule(which=st.integers(0, 1000))
    def cancel(self, which: int) -> None:
        running = [asked for asked in self.requests if not asked.task.done()]
        running[which % len(running)].task.cancel()
        self.runner.run(self.clock.sleep(0.001))

    @invariant()
    def slots_are_what_is_in_the_air(self) -> None:
        in_flight = {status.id.split("/")[-1]: status.in_flight for status in self.client.status()}
        assert in_flight == {name: provider.in_flight for name, provider in self.providers.items()}

    @invariant()
    def no_deadline_is_passed(self) -> None:
        for asked in self.requests:
            ended = asked.ended if asked.ended is not None else self.clock.monotonic()
            assert ended <= asked.deadline + 0.1

    @invariant()
    def attempts_are_bounded_and_a_refusal_is_the_end(self) -> None:
        calls: dict[int, int] = {}
        refused: set[int] = set()
        for event in self.watcher.attempts:
            assert event.job not in refused or event.late
            dead = event.outcome in {"KeyRejected", "Exhausted", "ModelRetired"}  # a pool is walked to its end
            calls[event.job] = calls.get(event.job, 0) + (not event.resumed and not dead)
            if event.outcome == "ContentRefused":
                refused.add(event.job)
        assert all(number <= POLICY.attempts for number in calls.values())

    @invariant()
    def only_known_errors_come_out(self) -> None:
        for asked in self.requests:
            if asked.task.done() and not asked.task.cancelled():
                error = asked.task.exception()
                assert error is None or isinstance(error, NobodyLeft | ContentRefused | RequestInvalid)

    def teardown(self) -> None:
        self.runner.run(self._close())
        self.runner.close()

    async def _close(self) -> None:
        for asked in self.requests:
            asked.task.cancel()
        await asyncio.gather(*(asked.task for asked in self.requests), return_exceptions=True)
        await self.client.close()
        await self.clock.sleep(0.001)
        assert all(provider.in_flight == 0 for provider in self.providers.values())
        assert len(asyncio.all_tasks()) == 1
        self.slots_are_what_is_in_the_air()


TestWeather = Weather.TestCase
TestWeather.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
