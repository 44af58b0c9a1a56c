"""Real provider files inside the whole house: hostile pictures, random weather, a model that is gone, a file with a fault."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from aiohttp import web

import adapters.images
from adapters.images import _json as js
from bot.errors import ConfigurationError
from bot.model import State
from storage.engine import database_url, open_engine
from tests.contracts.provider_stage import emulated
from tests.contracts.store_audit import assert_sound
from tests.e2e.flow.stage import Stage
from tests.e2e.painters.stage import open_services, open_with
from tests.emulators.providers import fal, gemini
from tests.emulators.providers.server import says
from tests.integration.images.test_storm import BEFORE, POLLS, Weather

SIX = ("fal", "replicate", "leonardo", "higgsfield", "gemini", "openai")


async def endings(stage: Stage, *prompts: str) -> list[State]:
    """How each ended, in the order they were asked for."""
    for prompt in prompts:
        await stage.type(prompt)
    return [(await stage.ended(code)).state for code in range(1, len(prompts) + 1)]


async def sound(folder: Path) -> None:
    """The ledger itself, read beside the house."""
    engine = open_engine(database_url(f"sqlite+aiosqlite:///{folder / 'bananabot.db'}"))
    await assert_sound(engine)
    await engine.close()


# ── hostile pictures ──


class Hostile(fal.Emulated):
    """Hosts its picture wherever the prompt says."""

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/trap/redirect", self._away)
        router.add_get("/trap/bomb", self._bomb)
        router.add_get("/trap/endless", self._endless)
        super().routes(router)

    def polling(self, request: web.Request) -> bool:
        return False

    def _image(self, name: str) -> dict[str, object]:
        prompt = js.text(self.jobs.known[name.rpartition("-")[0]].asked, "prompt")
        return {"url": prompt.replace("HERE", self.origin), "content_type": "image/png"}

    async def _away(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("http://169.254.169.254/latest/meta-data/")

    async def _bomb(self, request: web.Request) -> web.StreamResponse:
        headers = {"content-encoding": "gzip", "content-type": "image/png"}
        return web.Response(body=gzip.compress(bytes(60_000_000), 1), headers=headers)

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(bytes(1_000_000))
        return response


@pytest.mark.parametrize(
    "url",
    ["HERE/trap/redirect", "HERE/trap/bomb", "HERE/trap/endless", "http://2130706433:22/a.png", "file:///etc/passwd"],
)
async def test_a_hostile_picture_is_refused_and_the_units_come_back(tmp_path: Path, url: str) -> None:
    service = Hostile()
    async with service, open_with({"fal": service}, tmp_path) as stage:
        assert await endings(stage, url) == [State.REFUNDED]
        await stage.told()
        await sound(tmp_path)
        assert not stage.chat.parcels
        assert not any("fal" in said.lower() or "private address" in said for said in stage.chat.said)


# ── random weather ──


async def test_a_hundred_jobs_over_six_providers_in_bad_weather_each_end_once(tmp_path: Path) -> None:
    random, services = Random(7), {name: emulated(name)() for name in SIX}
    for service in services.values():
        service.plays, service.polls = Weather(0.25, random, BEFORE), Weather(0.15, random, POLLS)
    async with open_services(list(services.values())), open_with(services, tmp_path) as stage:
        found = await endings(stage, *(f"job number {number}" for number in range(100)))
        await stage.told()
        assert set(found) <= {State.DELIVERED, State.REFUNDED}
        assert found.count(State.DELIVERED) > 60
        parcels = [parcel.job for parcel in stage.chat.parcels]
        assert len(parcels) == len(set(parcels)) == found.count(State.DELIVERED)
        await sound(tmp_path)


# ── several pictures ──


async def test_what_there_was_no_room_for_comes_with_the_others_and_what_was_refused_is_said(tmp_path: Path) -> None:
    service = gemini.Emulated()
    async with service, open_with({"gemini": service}, tmp_path) as stage:
        service.plays.append(says(429, {"error": {"code": 429, "message": "Please retry in 2s."}}))
        assert await endings(stage, "a fox --n 3") == [State.DELIVERED]
        service.plays.append(says(200, {"promptFeedback": {"blockReason": "SAFETY"}}))
        await stage.type("an owl --n 3")
        assert (await stage.ended(2)).state is State.DELIVERED
        await stage.told()
        assert [len(parcel.sheets) for parcel in stage.chat.parcels] == [3, 2]
        assert ["of 3" in parcel.caption for parcel in stage.chat.parcels] == [False, True]
        assert len(service.drawings) == 4 + 3
        await sound(tmp_path)


# ── a model that is gone ──


async def test_the_first_model_that_is_gone_alarms_the_owners_once_while_the_next_one_draws(tmp_path: Path) -> None:
    service = gemini.Emulated()
    gone = {"error": {"code": 404, "status": "NOT_FOUND", "message": "models/x is not found for API version v1beta"}}
    async with service, open_with({"gemini": service}, tmp_path, OWNERS="fake:99") as stage:
        service.plays.extend([says(404, gone)])
        assert await endings(stage, "a fox") == [State.DELIVERED]
        await stage.type("an owl")  # not before: at the same time it would meet the same model
        assert (await stage.ended(2)).state is State.DELIVERED
        words = stage.house.texts.say("en", "alarm.model", provider="gemini", model="gemini-nano-banana-2.1")
        assert stage.chat.said.count(words) == 1
        assert [one.path.rpartition("/")[2].partition(":")[0] for one in service.drawings] == [
            "gemini-nano-banana-2.1",
            "gemini-3.1-flash-image",
            "gemini-3.1-flash-image",
        ]


# ── a file with a fault ──

FAULTS = {
    "import": "import no_such_module_anywhere\n",
    "syntax": "def broken(:\n",
    "nothing": "Provider = 7\n",
    "start": "    def __init__(self, line):\n        raise RuntimeError('at once')\n",
    "able": "    def able(self, model):\n        raise RuntimeError('able')\n",
    "submit": "    def submit(self, ask):\n        return {}['no']\n",
    "prepare": "    async def prepare(self, ask, deadline):\n        raise RuntimeError('prepare')\n",
    "probe": "    def probing(self):\n        raise RuntimeError('probing')\n",
}
HEAD = "from adapters.images._provider import HttpProvider\n\n\nclass Provider(HttpProvider):\n"
REST = "    def submit(self, ask):\n        raise RuntimeError\n\n    def read(self, answer):\n        raise RuntimeError\n\n"


@pytest.fixture
def faulty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """`adapters/images/faulty.py` with this fault in it; the lines for the operator's providers file."""
    fault = FAULTS[request.param]
    (tmp_path / "faulty.py").write_text(HEAD + REST + fault if fault.startswith("    ") else fault, "utf-8")
    adapters.images.__path__.append(str(tmp_path))
    yield '[faulty]\nkey = "none"\nbase_urls = ["http://127.0.0.1:9"]\nmodel = "m"\n[faulty.models.m]\n'
    adapters.images.__path__.remove(str(tmp_path))
    sys.modules.pop("adapters.images.faulty", None)


@pytest.mark.parametrize("faulty", FAULTS, indirect=True)
async def test_a_provider_file_with_a_fault_fails_alone(tmp_path: Path, faulty: str) -> None:
    service = gemini.Emulated()
    async with service, open_with({"gemini": service}, tmp_path, faults=faulty, PROVIDERS="faulty,gemini") as stage:
        assert await endings(stage, "a fox") == [State.DELIVERED]
        assert len(service.drawings) == 1


@pytest.mark.parametrize("faulty", ["import", "syntax", "nothing", "start"], indirect=True)
async def test_where_nobody_else_draws_the_start_says_which_file(tmp_path: Path, faulty: str) -> None:
    with pytest.raises(ConfigurationError, match=r"adapters/images/faulty\.py"):
        async with open_with({}, tmp_path, faults=faulty, PROVIDERS="faulty"):
            pass
