"""What one worker learns the others know within a second, and all of them after a restart."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random

import pytest

from bot.errors import Exhausted, KeyRejected, NobodyLeft, Overloaded, StoreBusy, Throttled
from bot.model import ImageRequest
from bot.ports import TargetState, TargetStore, Ticket
from bot.resilience import Resilient, Target
from bot.resilience.states import Forgetful
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate
from tests.unit.resilience.watching import Watcher

FOX = ImageRequest(prompt="a red fox")


def worker(
    clock: VirtualClock, store: TargetStore, *providers: FakeProvider, watcher: Watcher | None = None, seed: int = 1
) -> Resilient:
    return Resilient(
        [Target(id=f"{p.name}/main/key1", provider=p, order=n) for n, p in enumerate(providers)],
        clock=clock,
        random=Random(seed),
        store=store,
        observer=watcher,
    )


async def draw(client: Resilient, clock: VirtualClock, seconds: float = 60.0) -> str:
    return (await client.draw(FOX, Ticket(job=1, deadline=clock.monotonic() + seconds))).provider


@pytest.mark.parametrize("error", [KeyRejected(), Exhausted(), Throttled(retry_after=30.0)])
def test_another_worker_knows_a_bench_within_a_second(error: KeyRejected | Exhausted | Throttled) -> None:
    async def scene(clock: VirtualClock) -> None:
        store, bad, good = Forgetful(), FakeProvider(clock, "a", [Act(0.1, error)]), FakeProvider(clock, "b")
        one, two = worker(clock, store, bad, good), worker(clock, store, bad, good)
        running = [asyncio.ensure_future(client.run()) for client in (one, two)]
        await clock.sleep(5.0)
        assert await draw(one, clock) == "b"
        await clock.sleep(1.0)
        assert await draw(two, clock) == "b"
        assert len(bad.calls) == 1
        for task in running:
            task.cancel()

    simulate(scene)


def test_a_bench_and_an_open_breaker_survive_a_restart() -> None:
    async def scene(clock: VirtualClock) -> list[str]:
        store, down = Forgetful(), FakeProvider(clock, "a", [Act(0.1, Overloaded())])
        keyless, good = FakeProvider(clock, "b", [Act(0.1, KeyRejected())]), FakeProvider(clock, "c")
        before = worker(clock, store, down, keyless, good)
        await asyncio.gather(*(draw(before, clock) for _ in range(20)))
        await before.close()
        after = worker(clock, store, down, keyless, good)
        await after.refresh()
        asked = len(down.calls), len(keyless.calls)
        await draw(after, clock)
        assert (len(down.calls), len(keyless.calls)) == asked
        return [status.state for status in after.status()]

    assert simulate(scene) == ["open", "benched", "ready"]


def test_the_operator_is_told_once_among_all_workers_and_again_after_it_was_mended() -> None:
    async def scene(clock: VirtualClock) -> list[str]:
        store, watcher = Forgetful(), Watcher()
        bad, good = FakeProvider(clock, "a", [Act(0.1, KeyRejected())]), FakeProvider(clock, "b")
        workers = [worker(clock, store, bad, good, watcher=watcher, seed=n) for n in range(3)]
        running = [asyncio.ensure_future(client.run()) for client in workers]
        await asyncio.gather(*(draw(client, clock) for client in workers))
        await clock.sleep(2.0)
        assert len(watcher.alarms) == 1
        bad.script = [Act(0.1)]
        await clock.sleep(1_000.0)
        assert await draw(workers[0], clock) == "a"
        bad.script = [Act(0.1, KeyRejected())]
        await clock.sleep(2.0)
        await draw(workers[1], clock)
        await clock.sleep(2.0)
        for task in running:
            task.cancel()
        return [f"{alarm.cause} {alarm.subject}" for alarm in watcher.alarms]

    assert simulate(scene) == ["KeyRejected a/key1"] * 2


def test_spend_and_use_of_all_workers_add_up_and_an_allowance_ends_at_its_own_midnight() -> None:
    async def scene(clock: VirtualClock) -> None:
        store, provider = Forgetful(), FakeProvider(clock, "a")
        target = Target(id="a/main/key1", provider=provider, allowance=10, zone="America/Los_Angeles")
        workers = [Resilient([target], clock=clock, random=Random(n), store=store) for n in range(2)]
        for _ in range(5):
            for client in workers:
                await draw(client, clock)
        for client in (*workers, *workers):
            await client.refresh()
        status = workers[0].status()[0]
        assert (status.used_today, status.micros_today, status.left) == (10, 390_000, 0)
        with pytest.raises(NobodyLeft) as raised:
            await draw(workers[1], clock)
        assert raised.value.retry_at == clock.now().replace(
            hour=8, minute=0, second=0, microsecond=0
        )  # midnight Pacific
        await clock.sleep(8 * 3600.0)
        assert await draw(workers[1], clock) == "a"

    simulate(scene)


def test_a_store_that_fails_loses_nothing() -> None:
    class Flaky(Forgetful):
        fails = True

        async def save(self, state: TargetState) -> bool:
            if self.fails:
                raise StoreBusy("locked")
            return await super().save(state)

    async def scene(clock: VirtualClock) -> list[str]:
        store = Flaky()
        client = worker(clock, store, FakeProvider(clock, "a", [Act(0.1, KeyRejected())]), FakeProvider(clock, "b"))
        running = asyncio.ensure_future(client.run())
        await draw(client, clock)
        await clock.sleep(3.0)
        assert client.status()[0].state == "benched"
        store.fails = False
        await clock.sleep(2.0)
        running.cancel()
        return sorted(state.name for state in await store.load())

    assert simulate(scene) == ["alarm:KeyRejected:a/key1", "group:a/key1", "group:b/key1", "key:a/key1"]


def test_keys_of_one_project_share_what_a_refusal_says() -> None:
    async def scene(clock: VirtualClock) -> list[int]:
        keys = [FakeProvider(clock, "a", [Act(0.1, Throttled(retry_after=30.0))]) for _ in range(3)]
        other = FakeProvider(clock, "b")
        targets = [Target(id=f"a/main/key{n}", provider=p, quota_group="project") for n, p in enumerate(keys)]
        client = Resilient([*targets, Target(id="b/main/key1", provider=other, order=1)], clock=clock, random=Random(1))
        await draw(client, clock)
        return [sum(len(key.calls) for key in keys), len(other.calls)]

    assert simulate(scene) == [1, 1]


def test_a_drained_provider_is_not_asked_until_it_is_restored() -> None:
    async def scene(clock: VirtualClock) -> list[str]:
        client = worker(clock, Forgetful(), FakeProvider(clock, "a"), FakeProvider(clock, "b"))
        assert client.set_aside("a", clock.now() + timedelta(days=1), "drained by the operator") == 1
        first = await draw(client, clock)
        assert client.status()[0].reason == "drained by the operator"
        assert client.restore("a") == 1
        return [first, await draw(client, clock)]

    assert simulate(scene) == ["b", "a"]
