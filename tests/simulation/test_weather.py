"""The weather that a year brings, on the real client in virtual time: what every row has to reach."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest

from bot.errors import NobodyLeft, NoPicture, OutcomeUnknown, Overloaded, ProviderError, Throttled, Unclassified
from bot.resilience import Resilient, Target
from tests.simulation.clock import VirtualClock, simulate
from tests.simulation.traffic import Result, quantile, send
from tests.simulation.world import Account, Key, Mix, Service, Spell


@dataclass(frozen=True, slots=True)
class Day:
    result: Result
    account: Account
    client: Resilient


def live(
    *spells: tuple[Spell, ...],
    rate: float,
    seconds: float,
    keys: int = 1,
    bad: int = 0,
    seed: int = 7,
    invalid: float = 0.0,
    mix: Mix | None = None,
    per_second: float | None = None,
    retry_after: float | None = None,
    jobs: bool = True,
    patience: float = 300.0,
) -> Day:
    """Two providers (or one a tuple of spells) with `keys` keys each, of which `bad` of the first are rejected."""

    async def scene(clock: VirtualClock) -> Day:
        random, account, result = Random(seed), Account(), Result()
        targets: list[Target] = []
        for name, weather in zip("abcdef", spells or ((), ()), strict=False):
            service = Service(
                clock,
                random,
                account,
                name,
                mix=mix,
                spells=weather,
                jobs=jobs,
                per_second=per_second,
                retry_after=retry_after,
            )
            targets += [
                Target(id=f"{name}/main/key{n}", provider=Key(service, bad=name == "a" and n < bad))
                for n in range(keys)
            ]
        client = Resilient(targets, clock=clock, random=random, observer=result, late=account.late)
        await send(
            client, clock, random, result, account, rate=rate, seconds=seconds, invalid=invalid, patience=patience
        )
        await clock.sleep(130.0)  # latecomers
        await client.close()
        return Day(result, account, client)

    return simulate(scene)


def down(start: float, end: float) -> Spell:
    return Spell(start, end, Overloaded)


def storm() -> ProviderError:
    return Throttled(retry_after=30.0)


def flapping(offset: float = 0.0) -> tuple[Spell, ...]:
    return tuple(down(60 + offset + 10 * n, 65 + offset + 10 * n) for n in range(18))


def holds(day: Day, *, success: float = 0.9995, wait: float = 1.0) -> None:
    """What the fault mix has to reach, whatever the seed."""
    assert day.result.success >= success
    assert all(
        isinstance(error, NobodyLeft) and isinstance(error.last, Unclassified | OutcomeUnknown)
        for error in day.result.errors
    )
    assert day.result.calls_per_picture <= 1.6
    assert day.result.p99_wait() <= wait


def test_the_sources_fault_mix() -> None:
    day = live(rate=2.0, seconds=1_800.0, keys=11, bad=1, mix=Mix(), invalid=0.03)
    holds(day)
    assert day.account.lost == 0


def test_faults_by_chance_do_not_shut_a_lone_key_of_each_provider() -> None:
    """Three in a hundred are turned away by both and have to wait out the article's first second, and hardly more."""
    day = live(rate=2.0, seconds=1_800.0, mix=Mix(), invalid=0.03)
    holds(day, wait=1.1)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [True, False])
@pytest.mark.parametrize("keys", [11, 1])
def test_the_sources_fault_mix_two_hundred_thousand_times(jobs: bool, keys: int) -> None:
    """With providers that keep a job and with those that only answer; many keys, or a lone one at each of the two.

    By the table alone 0.02 % lose three answers in a row to a 504 where answers are all there is.
    """
    valid, pictures, lost, waits = 0, 0, 0, list[float]()
    for seed in range(1, 11):
        day = live(rate=2.0, seconds=10_300.0, keys=keys, bad=keys > 1, mix=Mix(), invalid=0.03, jobs=jobs, seed=seed)
        holds(day, success=0.9985, wait=1.6)  # of one seed; together they have to reach more
        valid, pictures, lost = valid + day.result.valid, pictures + day.result.pictures, lost + day.account.lost
        waits += day.result.waits
    print(f"{pictures / valid:.4%} of {valid}, wait p99 {quantile(waits, 0.99):.2f} s, {lost} paid and lost")  # noqa: T201  seen with -s
    assert pictures / valid >= 0.9995
    assert quantile(waits, 0.99) <= 1.01
    assert not jobs or lost == 0


WEATHER: dict[str, tuple[tuple[tuple[Spell, ...], ...], float, float]] = {
    "one down for minutes": (((down(60, 300),), ()), 0.9995, 1.1),
    "429 storm with Retry-After 30 s": (((Spell(60, 120, storm),), ()), 0.9995, 1.1),
    "429 storm on both": (((Spell(60, 120, storm),), (Spell(60, 120, storm),)), 0.9995, 1.2),
    "ten times slower": (((Spell(60, 240, slower=10.0),), ()), 0.9995, 1.1),
    "both down for a minute": (((down(60, 120),), (down(60, 120),)), 0.9995, 1.3),
    "one flapping every 5 s": ((flapping(), ()), 0.9995, 1.2),
    "both flapping every 5 s": ((flapping(), flapping()), 0.9995, 1.6),
    "flapping in turn": ((flapping(), flapping(5.0)), 0.9995, 1.6),
    "no picture in a fifth of answers": (
        ((Spell(0, 9e9, NoPicture, share=0.2),), (Spell(0, 9e9, NoPicture, share=0.2),)),
        0.9995,
        1.4,
    ),
}


@pytest.mark.parametrize("name", WEATHER)
def test_weather(name: str) -> None:
    spells, success, calls = WEATHER[name]
    day = live(*spells, rate=2.0, seconds=360.0)
    assert day.result.success >= success
    assert day.result.calls_per_picture <= calls
    assert day.account.lost == 0


@pytest.mark.parametrize("retry_after", [None, 2.0])
def test_more_than_the_rate_limit_waits_in_line(retry_after: float | None) -> None:
    day = live(rate=8.0, seconds=60.0, per_second=2.0, retry_after=retry_after)
    assert day.result.success == 1.0
    assert day.result.calls_per_picture <= 1.35
    assert (
        day.result.p99_wait() <= 135.0
    )  # by turns: the line is worked off at 4 a second, a minute after the last has come


def test_one_bad_key_of_three() -> None:
    day = live(rate=2.0, seconds=600.0, keys=3, bad=1)
    assert day.result.success == 1.0
    assert day.result.calls <= day.result.valid + 1
    assert [alarm.cause for alarm in day.result.alarms] == ["KeyRejected"]


@pytest.mark.slow
def test_a_day_of_everything() -> None:
    """24 hours at one request in two seconds: the fault mix all day, and every kind of outage once, ten minutes each."""
    hours = [3_600.0 * n for n in range(24)]
    a = (down(hours[2], hours[2] + 600), Spell(hours[5], hours[5] + 600, slower=10.0), down(hours[9], hours[9] + 60))
    b = (
        Spell(hours[3], hours[3] + 600, storm),
        down(hours[9], hours[9] + 60),
        *(down(hours[12] + 10 * n, hours[12] + 10 * n + 5) for n in range(60)),
    )
    day = live(a, b, rate=0.5, seconds=86_400.0, keys=6, bad=1, mix=Mix(), invalid=0.03)
    assert day.result.success >= 0.9995
    assert day.result.calls_per_picture <= 1.6
    assert day.account.lost == 0
