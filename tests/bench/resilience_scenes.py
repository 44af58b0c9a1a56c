"""The weather that every client has to get through, as data. Standard library alone: LiteLLM's own environment reads it too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spell:
    """From `start` to `end` seconds after a client's first call, `share` of the calls to `deployment` (`*`: all) get `kind`.

    `kind`: `down` (503 at once), `storm` (429 with Retry-After 30), `slow` (ten times the time), `empty` (200, no picture).
    `every`: on for that many seconds, then off for as many, and so on.
    """

    kind: str
    deployment: str = "*"
    start: float = 5.0
    end: float = 1e9
    share: float = 1.0
    every: float | None = None

    def on(self, deployment: str, at: float) -> bool:
        if self.deployment not in {"*", deployment} or not self.start <= at < self.end:
            return False
        return self.every is None or int((at - self.start) / self.every) % 2 == 0


@dataclass(frozen=True)
class Scene:
    """`rate` requests a second for `seconds`; each may take `patience` seconds. A picture takes `picture` seconds.

    `keys` of each of the two deployments; calls with one of `bad` get 401. `mix`: this share of calls fails as in the source
    article. `per_second`: the rate limit of each deployment. `invalid`: this share of requests gets 400 wherever it is sent.
    `hedged`: our client runs a second time, with hedging on.
    `at_once` > 0: instead of a rate, so many are kept in flight until `requests` pictures have come, `big` ones of 1.3 MB.
    """

    title: str
    spells: tuple[Spell, ...] = ()
    rate: float = 15.0
    seconds: float = 25.0
    patience: float = 90.0
    picture: float = 0.5
    keys: tuple[tuple[str, ...], tuple[str, ...]] = (("a1",), ("b1",))
    bad: tuple[str, ...] = ()
    mix: float = 0.0
    invalid: float = 0.0
    per_second: float | None = None
    at_once: int = 0
    big: bool = False
    requests: int = 0
    hedged: bool = False


SCENES = {
    "calm": Scene("nothing happens"),
    "mix": Scene(
        "the source's fault mix, 30 % of calls: 25.5 % by chance, a 400 that stays with its request, one of six keys rejected",
        mix=0.255,
        invalid=0.03,
        keys=(("a1", "a2", "a3"), ("b1", "b2", "b3")),
        bad=("a1",),
    ),
    "one-down": Scene("one provider down", (Spell("down", "a"),)),
    "storm": Scene("429 storm on one, Retry-After 30 s", (Spell("storm", "a"),)),
    "storm-both": Scene("429 storm on both for 5 s, Retry-After 30 s", (Spell("storm", end=10.0),)),
    "slow": Scene("one provider ten times slower", (Spell("slow", "a"),), hedged=True),
    "bad-key": Scene("one bad key of three", keys=(("a1", "a2"), ("b1",)), bad=("a1",)),
    "blip": Scene("both down for 10 s and back", (Spell("down", end=15.0),)),
    "both-down": Scene("both down for 60 s and back", (Spell("down", end=65.0),)),
    "flapping": Scene("both flapping every 5 s", (Spell("down", every=5.0),), seconds=40.0),
    "over-rate": Scene("offered 15/s, limits 6/s each, for a minute", seconds=60.0, per_second=6.0),
    "empty": Scene("a fifth of 200 answers without a picture", (Spell("empty", start=0.0, share=0.2),)),
}

LOADS = {
    "one": Scene("small pictures, one after another", at_once=1, requests=1_500, picture=0.0),
    "thousand": Scene("small pictures of half a second each, 1,000 at once", at_once=1_000, requests=3_000),
    "load-32": Scene("pictures of 1.3 MB, 32 at once", at_once=32, requests=1_000, picture=0.0, big=True),
    "load-256": Scene("pictures of 1.3 MB, 256 at once", at_once=256, requests=1_000, picture=0.0, big=True),
}
ALL = SCENES | LOADS
