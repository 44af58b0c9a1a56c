"""Callbacks wake the poll when they are genuine, and do nothing else; signatures are checked as the providers make them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from replicate.webhook import Webhooks, WebhookSigningSecret

from adapters.images import _seals as seals
from adapters.images._callbacks import LARGEST, ROUTE, Callbacks, addresses, job_id, ringing
from adapters.images._provider import HttpProvider
from adapters.images._seals import Letter
from adapters.images.catalogue import load
from adapters.images.targets import open_targets
from bot.model import ImageRequest
from tests.contracts.provider_stage import PROMPT, emulated, ticket
from tests.emulators.providers import fal, replicate
from tests.emulators.providers.jobs import FIRST
from tests.emulators.providers.server import Emulator
from tests.fakes.clock import NOON, FakeClock

NOW = NOON.timestamp()
SECRET = b"a secret of our own, 32 bytes long"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
BODY = json.dumps({"request_id": FIRST, "gateway_request_id": FIRST, "status": "OK", "payload": {}}).encode()


def jwks(*keys: Ed25519PrivateKey) -> bytes:
    raw = [key.public_key().public_bytes_raw() for key in keys]
    return json.dumps(
        {
            "keys": [
                {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(one).decode().rstrip("=")} for one in raw
            ]
        }
    ).encode()


def fal_letter(body: bytes = BODY, at: float = NOW, key: Ed25519PrivateKey = KEY) -> dict[str, str]:
    heads = [FIRST, "user-1", str(int(at))]
    signature = key.sign("\n".join([*heads, hashlib.sha256(body).hexdigest()]).encode()).hex()
    names = ("request-id", "user-id", "timestamp", "signature")
    return {f"x-fal-webhook-{name}": value for name, value in zip(names, [*heads, signature], strict=True)}


def signed(secret: bytes, body: bytes, at: float = NOW, *others: str) -> dict[str, str]:
    digest = hmac.new(secret, f"msg_1.{int(at)}.".encode() + body, hashlib.sha256).digest()
    mine = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": "msg_1", "webhook-timestamp": str(int(at)), "webhook-signature": " ".join([*others, mine])}


def test_fal_signs_with_any_of_its_keys() -> None:
    other = Ed25519PrivateKey.generate()
    letter = Letter(fal_letter(), BODY)
    assert seals.ed25519(letter, jwks(KEY), NOW)
    assert seals.ed25519(letter, jwks(other, KEY), NOW + 299)
    assert not seals.ed25519(letter, jwks(other), NOW)
    assert not seals.ed25519(letter, jwks(KEY), NOW + 301)
    assert not seals.ed25519(letter, jwks(KEY), NOW - 301)
    assert not seals.ed25519(Letter(fal_letter(), BODY + b" "), jwks(KEY), NOW)
    assert not seals.ed25519(letter, b"not json", NOW)
    assert not seals.ed25519(letter, b'{"keys": [{"kty": "OKP", "x": "!"}, {"kty": "RSA", "x": "AAAA"}, 7]}', NOW)


@pytest.mark.parametrize("name", list(fal_letter()))
def test_fal_with_a_header_changed_or_missing_is_refused(name: str) -> None:
    heads = fal_letter()
    assert not seals.ed25519(Letter({**heads, name: heads[name][:-1] + "x"}, BODY), jwks(KEY), NOW)
    del heads[name]
    assert not seals.ed25519(Letter(heads, BODY), jwks(KEY), NOW)


def test_replicate_signs_as_its_own_sdk_checks() -> None:
    """Both ways: what we make the SDK takes, what it takes we take."""
    raw = base64.b64decode(replicate.SECRET.removeprefix("whsec_"))
    heads = signed(raw, BODY, NOW, "v1,AAAA", "v2,BBBB")
    Webhooks.validate(headers=heads, body=BODY.decode(), secret=WebhookSigningSecret(key=replicate.SECRET))
    assert seals.whsec(Letter(heads, BODY), replicate.SECRET.encode(), NOW)
    assert not seals.whsec(Letter(heads, BODY), b"whsec_AAAA", NOW)
    assert not seals.whsec(Letter(heads, BODY), b"whsec_!", NOW)
    assert not seals.whsec(Letter(heads, BODY), replicate.SECRET.encode(), NOW + 301)


def test_freepik_signs_with_the_secret_as_it_is_written() -> None:
    heads = signed(b"whsec-like but plain", BODY)
    assert seals.plain_hmac(Letter(heads, BODY), b"whsec-like but plain", NOW)
    assert not seals.plain_hmac(Letter(heads, BODY), b"another", NOW)
    assert not seals.plain_hmac(Letter(signed(b"", BODY), BODY), b"", NOW)
    assert not seals.plain_hmac(Letter({**heads, "webhook-timestamp": "9" * 40}, BODY), b"whsec-like but plain", NOW)


def test_leonardo_shows_the_secret() -> None:
    assert seals.bearer(Letter({"authorization": "Bearer abc"}, b""), b"abc", NOW)
    for shown in ("Bearer abd", "bearer abc", "abc", ""):
        assert not seals.bearer(Letter({"authorization": shown}, b""), b"abc", NOW)
    assert not seals.bearer(Letter({"authorization": "Bearer "}, b""), b"", NOW)


@given(st.dictionaries(st.sampled_from([*fal_letter(), *signed(b"x", b"")]), st.text()), st.binary(), st.binary())
def test_no_letter_makes_a_seal_fall_over(heads: Mapping[str, str], body: bytes, proof: bytes) -> None:
    for seal in (seals.ed25519, seals.whsec, seals.plain_hmac, seals.bearer):
        assert not seal(Letter(heads, body), proof, NOW)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"request_id": "r-12345678", "id": "other-id-1"}, "r-12345678"),
        ({"id": "prediction-1", "status": "succeeded"}, "prediction-1"),
        ({"task_id": "task-1234", "status": "COMPLETED"}, "task-1234"),
        ({"type": "x", "data": {"object": {"id": "leonardo-1"}}}, "leonardo-1"),
        ({"id": "short"}, ""),
        ([], ""),
    ],
)
def test_the_job_is_found_wherever_its_id_stands(body: object, expected: str) -> None:
    assert job_id(json.dumps(body).encode()) == expected
    assert not job_id(b"not json")


# ── the door ──


@asynccontextmanager
async def door(
    name: str, service: Emulator, clock: FakeClock, **proofs: bytes
) -> AsyncGenerator[tuple[HttpProvider, str]]:
    """A provider that hands out callback addresses, and where they lead: (provider, public URL)."""
    runner = web.AppRunner(web.Application(), access_log=None)
    opened = open_targets(
        load(), name, clock=clock, keys=[service.key], base_urls=[service.base_url],
        callback=addresses("https://bot.example/", SECRET),
    )  # fmt: skip
    provider = opened[0].provider
    assert isinstance(provider, HttpProvider)
    callbacks = Callbacks(ringing(opened), secret=SECRET, clock=clock, proofs=proofs)
    runner.app.router.add_post(ROUTE, callbacks.handle)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield provider, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await provider.aclose()
        await runner.cleanup()


async def ring(url: str, body: bytes, heads: Mapping[str, str] | None = None) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=heads) as answer:
        return answer.status


class FalWithKeys(fal.Emulated):
    def routes(self, router: web.UrlDispatcher) -> None:
        super().routes(router)
        router.add_get("/.well-known/jwks.json", self._keys)

    async def _keys(self, request: web.Request) -> web.Response:
        assert "authorization" not in request.headers
        return web.Response(body=jwks(KEY), content_type="application/json")


async def test_a_genuine_ring_wakes_the_poll() -> None:
    clock = FakeClock()
    async with FalWithKeys() as service, door("fal", service, clock) as (provider, url):
        noted = asyncio.Event()

        async def submitted(handle: str) -> None:
            noted.set()

        drawing = asyncio.ensure_future(
            provider.draw(ImageRequest(prompt=PROMPT), ticket(provider, 300.0, submitted=submitted))
        )
        await noted.wait()
        handed = service.drawings[0].query["fal_webhook"]
        assert handed == addresses("https://bot.example", SECRET)("fal", 7)
        service.jobs.known[FIRST].looks = 2  # done by now, and nobody has looked: the clock stands still
        path = handed.removeprefix("https://bot.example")
        while not clock.sleepers:
            await asyncio.sleep(0.01)
        assert await ring(url + path, BODY, fal_letter()) == 204
        generation = await asyncio.wait_for(drawing, 60)
        assert generation.pictures
        assert clock.slept[0] == provider.line.facts.poll, "it would have waited, and was woken"
        assert await ring(url + path, BODY, fal_letter()) == 204, "a repeated ring is no fault"


async def test_who_is_not_genuine_wakes_nobody() -> None:
    clock = FakeClock()
    async with FalWithKeys() as service, door("fal", service, clock) as (provider, url):
        path = addresses(url, SECRET)("fal", 7)
        waiting = asyncio.ensure_future(provider.line.wakes.pause(f"https://x/{FIRST}/status", 60.0, clock))
        await asyncio.sleep(0)
        stranger = Ed25519PrivateKey.generate()
        assert await ring(path, BODY) == 401
        assert await ring(path, BODY, fal_letter(key=stranger)) == 401
        assert await ring(path, BODY, fal_letter(at=NOW - 400)) == 401
        assert await ring(f"{url}/providers/fal/callback/7", BODY, fal_letter()) == 404
        assert await ring(path.replace("7-", "8-"), BODY, fal_letter()) == 404
        assert await ring(path.replace("fal", "replicate"), BODY, fal_letter()) == 404
        assert await ring(path, b"x" * (LARGEST + 1), fal_letter()) == 413
        assert not waiting.done()
        assert sum(one.path.endswith("jwks.json") for one in service.seen) == 1, "keys are asked for once"
        waiting.cancel()


async def test_keys_that_cannot_be_had_close_the_door_for_a_minute() -> None:
    clock = FakeClock()
    async with fal.Emulated() as service, door("fal", service, clock) as (_, url):
        path = addresses(url, SECRET)("fal", 7)
        for _ in range(3):
            assert await ring(path, BODY, fal_letter()) == 401
        assert len(service.seen) == 1


async def test_replicate_tells_its_own_secret() -> None:
    clock = FakeClock()
    async with replicate.Emulated() as service, door("replicate", service, clock) as (_, url):
        body = json.dumps({"id": FIRST, "status": "succeeded"}).encode()
        raw = base64.b64decode(replicate.SECRET.removeprefix("whsec_"))
        path = addresses(url, SECRET)("replicate", 7)
        assert await ring(path, body, signed(raw, body)) == 204
        assert await ring(path, body, signed(b"other", body)) == 401
        assert [one.path for one in service.seen] == ["/v1/webhooks/default/secret"]


async def test_what_the_operator_wrote_down_is_used_where_nobody_can_be_asked() -> None:
    clock = FakeClock()
    body = json.dumps({"task_id": FIRST, "status": "COMPLETED"}).encode()
    async with emulated("freepik")() as service:
        async with door("freepik", service, clock, freepik=b"from the dashboard") as (_, url):
            path = addresses(url, SECRET)("freepik", 7)
            assert await ring(path, body, signed(b"from the dashboard", body)) == 204
            assert await ring(path, body, signed(b"guessed", body)) == 401
        async with door("freepik", service, clock) as (_, url):
            path = addresses(url, SECRET)("freepik", 7)
            assert await ring(path, body, signed(b"from the dashboard", body)) == 401, "nothing to check with"


async def test_leonardo_rings_at_one_address_for_all_jobs() -> None:
    clock = FakeClock()
    body = json.dumps({"type": "image_generation.complete", "data": {"object": {"id": FIRST}}}).encode()
    async with (
        emulated("leonardo")() as service,
        door("leonardo", service, clock, leonardo=b"callback") as (provider, url),
    ):
        waiting = asyncio.ensure_future(provider.line.wakes.pause(f"{FIRST} 45000", 60.0, clock))
        await asyncio.sleep(0)
        path = addresses(url, SECRET)("leonardo", 0)
        assert await ring(path, body, {"authorization": "Bearer wrong"}) == 401
        assert not waiting.done()
        assert await ring(path, body, {"authorization": "Bearer callback"}) == 204
        await asyncio.wait_for(waiting, 60)


async def test_unsigned_rings_have_their_unguessable_address_alone() -> None:
    clock = FakeClock()
    body = json.dumps({"request_id": FIRST, "status": "completed"}).encode()
    async with emulated("higgsfield")() as service, door("higgsfield", service, clock) as (_, url):
        assert await ring(addresses(url, SECRET)("higgsfield", 7), body) == 204
        assert await ring(addresses(url, b"guess")("higgsfield", 7), body) == 404
        assert await ring(f"{url}/providers/nobody/callback/7-x", body) == 404


@pytest.mark.parametrize(
    ("name", "where"),
    [("fal", "fal_webhook"), ("higgsfield", "hf_webhook"), ("replicate", "webhook"), ("freepik", "webhook_url")],
)
async def test_each_provider_is_told_where_to_ring(name: str, where: str) -> None:
    clock = FakeClock(instant=True)
    async with emulated(name)() as service, door(name, service, clock) as (provider, _):
        await provider.draw(ImageRequest(prompt=PROMPT), ticket(provider))
        (asked,) = service.drawings
        body = asked.json()
        assert isinstance(body, dict)
        assert {**asked.query, **body}[where] == addresses("https://bot.example", SECRET)(name, 7)
