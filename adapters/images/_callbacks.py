"""The door for providers that ring when a job is done. A ring wakes the waiting poll and carries nothing else in."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

import orjson
from aiohttp import web

from adapters.images import _json as js
from adapters.images._provider import HttpProvider
from adapters.images._seals import Letter
from bot.errors import ProviderError
from bot.ports import Clock
from bot.resilience import Target

log = logging.getLogger(__name__)
ROUTE = "/providers/{name}/callback/{job}"
LARGEST = 262_144  # bytes of a callback; a picture in it is of no use to us
KEPT = 86_400.0  # seconds that a published key set or a fetched secret is believed
SHORTEST = 8  # letters of a job id; less would wake everybody
_IDS = (("request_id",), ("task_id",), ("data", "object", "id"), ("id",))


def addresses(public_url: str, secret: bytes) -> Callable[[str, int], str]:
    """Makes the address that a provider may call for a job: nobody who does not hold `secret` can guess it."""
    return lambda name, job: f"{public_url.rstrip('/')}/providers/{name}/callback/{_slip(secret, name, str(job))}"


def ringing(targets: Iterable[Target]) -> dict[str, list[HttpProvider]]:
    """The providers behind these targets, by name."""
    found: dict[str, list[HttpProvider]] = {}
    for target in targets:
        if isinstance(target.provider, HttpProvider):
            found.setdefault(target.provider.name, []).append(target.provider)
    return found


class Callbacks:
    """Answers `POST /providers/<name>/callback/<job>`; mount `handle` at `ROUTE`.

    `providers` are those of the targets (`ringing`). `secret` is what `addresses` was given. `proofs` are webhook secrets that an
    operator wrote down, by provider; others are asked for where the provider can be asked (`vouch`). Where callbacks come to one
    address for all jobs, set at the provider by hand (Leonardo), it is that of job 0.
    """

    def __init__(
        self,
        providers: Mapping[str, Sequence[HttpProvider]],
        *,
        secret: bytes,
        clock: Clock,
        proofs: Mapping[str, bytes] | None = None,
    ) -> None:
        self._providers = providers
        self._secret = secret
        self._clock = clock
        self._proofs = proofs or {}
        self._fetched: dict[int, tuple[float, bytes]] = {}

    async def handle(self, request: web.Request) -> web.Response:
        """204 when it was genuine, whether or not anybody waited; 404 for a wrong address, 401 for a wrong signature."""
        name, job = request.match_info["name"], request.match_info["job"]
        providers = self._providers.get(name, ())
        if not providers or not self._guessed_right(name, job):
            return web.Response(status=404)
        body = await _read(request)
        if body is None:
            return web.Response(status=413)
        letter = Letter({head.lower(): value for head, value in request.headers.items()}, body)
        if not await self._genuine(name, providers, letter):
            log.warning("a callback that is not genuine", extra={"provider": name})
            return web.Response(status=401)
        if id_ := job_id(body):
            for provider in providers:
                provider.line.wakes.wake(id_)
        return web.Response(status=204)

    def _guessed_right(self, name: str, job: str) -> bool:
        number = job.partition("-")[0]
        return hmac.compare_digest(_slip(self._secret, name, number).encode(), job.encode())

    async def _genuine(self, name: str, providers: Sequence[HttpProvider], letter: Letter) -> bool:
        """By any of the provider's keys: each may be another account with another secret."""
        now = self._clock.now().timestamp()
        for provider in providers:
            seal = provider.seal()
            if seal is None:
                return True
            proof = self._proofs.get(name) or await self._fetch(provider)
            if proof and seal(letter, proof, now):
                return True
        return False

    async def _fetch(self, provider: HttpProvider) -> bytes:
        now = self._clock.monotonic()
        until, proof = self._fetched.get(id(provider), (0.0, b""))
        if now < until:
            return proof
        try:
            proof, kept = await provider.vouch(), KEPT
        except ProviderError as error:
            log.warning("callbacks cannot be checked", extra={"provider": provider.name, "detail": error.detail})
            proof, kept = b"", 60.0  # somebody who rings without end must not make us ask without end
        self._fetched[id(provider)] = (now + kept, proof)
        return proof


def job_id(body: bytes) -> str:
    """The provider's id of the job, wherever it stands; empty when there is none."""
    try:
        json: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    found = next((id_ for path in _IDS if (id_ := js.text(json, *path))), "")
    return found if len(found) >= SHORTEST else ""


async def _read(request: web.Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _slip(secret: bytes, name: str, job: str) -> str:
    """The job with its mark, as it stands in an address."""
    return f"{job}-{hmac.new(secret, f'callback/{name}/{job}'.encode(), hashlib.sha256).hexdigest()[:32]}"
