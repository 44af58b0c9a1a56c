"""Whether a callback is from the provider it names: the signatures that providers use, each a pure function.

A seal is `(letter, proof, now)`: `proof` is what the provider publishes (a key set) or shares with us (a secret), `now` unix
seconds. Every one is total: a malformed letter is not genuine.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson
import pybase64

from adapters.images import _json as js

AGE = 300.0  # seconds a letter may be old, or early: what the providers themselves advise


@dataclass(frozen=True, slots=True)
class Letter:
    """A callback as it came: header names in lower case, the body unchanged to the byte. Never log it: it may hold a key."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


Seal = Callable[[Letter, bytes, float], bool]


def ed25519(letter: Letter, proof: bytes, now: float) -> bool:
    """fal: hex ED25519 over request id, user id, time and the body's SHA-256, one a line. `proof` is the key set (JWKS)."""
    heads = [letter.headers.get(f"x-fal-webhook-{name}", "") for name in ("request-id", "user-id", "timestamp")]
    if not all(heads) or not _fresh(heads[2], now):
        return False
    signed = "\n".join([*heads, hashlib.sha256(letter.body).hexdigest()]).encode()
    try:
        signature = binascii.unhexlify(letter.headers.get("x-fal-webhook-signature", ""))
        keys = js.items(orjson.loads(proof), "keys")
    except ValueError:
        return False
    return any(_signed_by(key, signature, signed) for key in keys)


def whsec(letter: Letter, proof: bytes, now: float) -> bool:
    """Replicate (Standard Webhooks): the secret is base64 behind `whsec_`."""
    try:
        secret = pybase64.b64decode(proof.strip().removeprefix(b"whsec_"), validate=True)
    except ValueError:
        return False
    return plain_hmac(letter, secret, now)


def plain_hmac(letter: Letter, proof: bytes, now: float) -> bool:
    """Freepik (Magnific): as Standard Webhooks, but the secret is the key as it is written."""
    id_, time = letter.headers.get("webhook-id", ""), letter.headers.get("webhook-timestamp", "")
    if not proof or not id_ or not _fresh(time, now):
        return False
    digest = hmac.new(proof, f"{id_}.{time}.".encode() + letter.body, hashlib.sha256).digest()
    ours = b"v1," + pybase64.b64encode(digest)
    given = letter.headers.get("webhook-signature", "").encode().split()
    return any([hmac.compare_digest(one, ours) for one in given])  # noqa: C419  all are compared: the time tells nothing


def bearer(letter: Letter, proof: bytes, now: float) -> bool:
    """Leonardo: the secret itself, in the Authorization header."""
    del now
    given = letter.headers.get("authorization", "").encode()
    return bool(proof) and hmac.compare_digest(given, b"Bearer " + proof)


def _fresh(time: str, now: float) -> bool:
    return time.isascii() and time.isdigit() and abs(now - int(time[:12])) <= AGE


def _signed_by(key: object, signature: bytes, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - 60 ms that only fal's callbacks need
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - as above

    x = js.text(key, "x")
    if js.text(key, "kty") not in {"", "OKP"} or not x:
        return False
    try:
        raw = pybase64.urlsafe_b64decode(x + "=" * (-len(x) % 4))
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, signed)
    except (ValueError, InvalidSignature):
        return False
    return True
