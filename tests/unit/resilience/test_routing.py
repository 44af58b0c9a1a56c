"""Who is asked: capability, the operator's order, health, price, latency, allowance; and hedging, where it is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest

from bot.errors import ConfigurationError, NobodyLeft, NoPicture, Overloaded, UnsupportedRequest
from bot.model import Generation, ImageRequest, Price
from bot.ports import Ticket
from bot.resilience import HedgeRule, Policy, Resilient, Target
from bot.resilience.reading import foreign
from tests.fakes.provider import Act, FakeProvider
from tests.simulation.clock import VirtualClock, simulate

FOX = ImageRequest(prompt="a red fox")


def shares(*targets: tuple[FakeProvider, Mapping[str, float]], clock: VirtualClock) -> Resilient:
    """One key of each provider, with its `order` and `weight`."""
    made = [
        Target(id=f"{p.name}/main/key1", provider=p, order=int(told.get("order", 0)), weight=told.get("weight", 1.0))
        for p, told in targets
    ]
    return Resilient(made, clock=clock, random=Random(4))


async def draw(client: Resilient, clock: VirtualClock, request: ImageRequest = FOX, times: int = 1) -> None:
    for _ in range(times):
        await client.draw(request, Ticket(job=1, deadline=clock.monotonic() + 60))


def test_what_nobody_can_draw_is_said_before_paying() -> None:
    async def scene(clock: VirtualClock) -> None:
        client = shares((FakeProvider(clock, "a", able=lambda r: r.size != "4k"), {}), clock=clock)
        client.check(FOX)
        with pytest.raises(UnsupportedRequest, match=r"unsupported\.fake"):
            client.check(replace(FOX, size="4k"))
        with pytest.raises(UnsupportedRequest) as raised:
            client.price(replace(FOX, provider="nobody"))
        assert raised.value.fields == {"value": "nobody", "allowed": "a"}
        with pytest.raises(ConfigurationError):
            Resilient([], clock=clock, random=Random(1))

    simulate(scene)


def test_what_is_possible_anywhere_is_said() -> None:
    def offers(clock: VirtualClock, name: str, allowed: str) -> FakeProvider:
        def able(request: ImageRequest) -> bool:
            raise UnsupportedRequest("unsupported.aspect", value=request.aspect or "", allowed=allowed)

        return FakeProvider(clock, name, able=able)

    async def scene(clock: VirtualClock) -> None:
        client = shares((offers(clock, "a", "1:1, 3:2"), {}), (offers(clock, "b", "1:1, 16:9"), {}), clock=clock)
        with pytest.raises(UnsupportedRequest) as raised:
            client.check(replace(FOX, aspect="9:5"))
        assert raised.value.fields == {"value": "9:5", "allowed": "1:1, 3:2, 16:9"}

    simulate(scene)


def test_only_the_able_and_the_chosen_are_asked() -> None:
    async def scene(clock: VirtualClock) -> list[int]:
        a, b = (
            FakeProvider(clock, "a", able=lambda r: r.size != "4k", cost=Price(1, 10)),
            FakeProvider(clock, "b", cost=Price(4, 99)),
        )
        client = shares((a, {}), (b, {"order": 1}), clock=clock)
        assert client.price(FOX) == Price(1, 10)
        assert client.price(replace(FOX, size="4k")) == Price(4, 99)
        await draw(client, clock, replace(FOX, size="4k"))
        await draw(client, clock, replace(FOX, provider="b"))
        await draw(client, clock)
        return [len(a.calls), len(b.calls)]

    assert simulate(scene) == [1, 2]


def test_the_operators_order_comes_first_and_equals_share_by_weight() -> None:
    async def scene(clock: VirtualClock) -> list[int]:
        providers = [FakeProvider(clock, name) for name in "abc"]
        a, b, c = providers
        client = shares((a, {"weight": 3.0}), (b, {}), (c, {"order": 1}), clock=clock)
        await draw(client, clock, times=400)
        return [len(p.calls) for p in providers]

    a, b, c = simulate(scene)
    assert c == 0
    assert 2.0 < a / b < 4.5


def test_the_cheaper_and_the_faster_of_equals_get_more() -> None:
    async def scene(clock: VirtualClock) -> list[int]:
        cheap, dear = FakeProvider(clock, "a", cost=Price(1, 10_000)), FakeProvider(clock, "b", cost=Price(1, 40_000))
        slow = FakeProvider(clock, "c", [Act(9.0)], cost=Price(1, 10_000))
        client = shares((cheap, {}), (dear, {}), (slow, {}), clock=clock)
        cheap.script = dear.script = [Act(3.0)]
        await draw(client, clock, times=200)
        return [len(p.calls) for p in (cheap, dear, slow)]

    cheap, dear, slow = simulate(scene)
    assert cheap > 5 * dear
    assert cheap > 5 * slow


def test_a_known_rate_limit_is_kept_without_being_refused() -> None:
    async def scene(clock: VirtualClock) -> tuple[int, float]:
        provider = FakeProvider(clock, "a")
        client = Resilient([Target(id="a/main/key1", provider=provider, per_minute=10)], clock=clock, random=Random(1))
        await asyncio.gather(*(client.draw(FOX, Ticket(job=n, deadline=300.0)) for n in range(25)))
        return len(provider.calls), clock.monotonic()

    calls, seconds = simulate(scene)
    assert calls == 25
    assert 120.0 <= seconds <= 121.0


def test_the_line_has_an_honest_estimate_and_an_end() -> None:
    async def scene(clock: VirtualClock) -> None:
        provider = FakeProvider(clock, "a", [Act(10.0)])
        client = Resilient(
            [Target(id="a/main/key1", provider=provider, concurrency=2)],
            clock=clock,
            random=Random(1),
            policy=Policy(line=6),
        )
        assert client.estimate() is None
        await draw(client, clock)
        assert client.estimate() == 0.0
        waiting = [asyncio.ensure_future(client.draw(FOX, Ticket(job=n, deadline=300.0))) for n in range(8)]
        await clock.sleep(0.1)
        assert client.estimate() == pytest.approx(35.0)
        with pytest.raises(NobodyLeft, match="6 requests are waiting already"):
            await draw(client, clock)
        await asyncio.gather(*waiting)
        assert clock.monotonic() == pytest.approx(50.0, abs=0.2)

    simulate(scene)


@pytest.mark.parametrize(
    ("rule", "accepted", "hedged"), [(HedgeRule(), 50_000, True), (HedgeRule(), 10_000, False), (None, 50_000, False)]
)
def test_a_slow_call_gets_company_only_where_it_is_wanted(rule: HedgeRule | None, accepted: int, hedged: bool) -> None:
    async def scene(clock: VirtualClock) -> tuple[str, list[int]]:
        usual, other = FakeProvider(clock, "a", [Act(2.0)]), FakeProvider(clock, "b", [Act(2.0)])
        late: list[int] = []

        async def keep(job: int, generation: Generation) -> None:
            late.append(job)

        client = Resilient(
            [
                Target(id=f"{p.name}/main/key1", provider=p, order=n, hedge_micros=accepted)
                for n, p in enumerate((usual, other))
            ],
            clock=clock,
            random=Random(1),
            policy=Policy(hedge=rule),
            late=keep,
        )
        await draw(client, clock, times=40)
        usual.script = [Act(30.0)]
        drawn = await client.draw(FOX, Ticket(job=9, deadline=clock.monotonic() + 60))
        await clock.sleep(60.0)
        return drawn.provider, late

    assert simulate(scene) == (("b", [9]) if hedged else ("a", []))


@pytest.mark.parametrize(("spoken", "state"), [(True, "ready"), (False, "open")])
def test_a_model_that_answers_in_words_works(spoken: bool, state: str) -> None:
    """People who ask for words close a provider to nobody."""

    async def scene(clock: VirtualClock) -> str:
        a = FakeProvider(clock, "a", [Act(0.1, NoPicture("What shall I draw?", spoken=spoken))])
        client = shares((a, {}), (FakeProvider(clock, "b"), {"order": 1}), clock=clock)
        await asyncio.gather(*(draw(client, clock) for _ in range(15)))
        return client.status()[0].state

    assert simulate(scene) == state


def test_a_failed_probe_doubles_the_rest_and_a_good_one_closes() -> None:
    async def scene(clock: VirtualClock) -> list[float]:
        a, b = FakeProvider(clock, "a", [Act(0.1, Overloaded())]), FakeProvider(clock, "b")
        client = shares((a, {}), (b, {"order": 1}), clock=clock)
        await asyncio.gather(*(draw(client, clock) for _ in range(15)))
        assert client.status()[0].state == "open"
        probed: list[float] = []
        while clock.monotonic() < 500:
            asked = len(a.calls)
            await draw(client, clock)
            probed += [clock.monotonic()] * (len(a.calls) - asked)
            if len(probed) == 2:
                a.script = [Act(0.1)]
            await clock.sleep(1.0)
        assert client.status()[0].state == "ready"
        return probed

    first, second, third, *after = simulate(scene)
    assert 60.0 <= first <= 63.0
    assert 120.0 <= second - first <= 123.0
    assert 240.0 <= third - second <= 243.0
    assert len(after) > 40


@pytest.mark.parametrize(
    ("prompt", "strange"),
    [
        ("a red fox, café, naïve façade", False),
        ("a sign that reads “你好” and 'x'", False),
        ("「你好」 on a wall, 4k — 100 % 🦊", False),
        ("一只红狐狸", True),
        ("a fox 狐狸", True),
        ("рыжая лиса", True),
        ("キツネ", True),
        ("", False),
    ],
)
def test_another_script_is_another_language(prompt: str, strange: bool) -> None:
    assert foreign(prompt) is strange


def test_whoever_understands_the_words_is_asked_before_whoever_does_not() -> None:
    async def scene(clock: VirtualClock) -> None:
        english, any_language = FakeProvider(clock, "a"), FakeProvider(clock, "b", cost=Price(1, 99))
        client = Resilient(
            [
                Target(id="a/main/key1", provider=english, english=True),
                Target(id="b/main/key1", provider=any_language, order=1),
            ],
            clock=clock,
            random=Random(4),
        )
        chinese = replace(FOX, prompt="红狐狸")
        assert (client.readers(FOX), client.readers(chinese)) == ((True, True), (False, True))
        assert client.price(chinese) == Price(1, 99)
        await draw(client, clock)
        await draw(client, clock, chinese)
        assert (english.paid, any_language.paid) == (1, 1)
        any_language.script = [Act(error=Overloaded("full"))]
        await draw(client, clock, chinese)  # better misunderstood than not drawn
        assert english.paid == 2

    simulate(scene)
