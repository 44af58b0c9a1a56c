"""Who somebody is on our pages: a visitor with an account of their own, and whoever gave the admin password."""

from __future__ import annotations

import hmac
import secrets

from aiohttp import web

from adapters.web.signing import Signer
from bot.ports import Clock

_VISITOR, _ADMIN = "bananabot", "bananabot_admin"
_VISITOR_SECONDS = 400 * 86_400
_ADMIN_SECONDS = 12 * 3_600


class Sessions:
    """Cookies that only we can make. `secure`: we are reached by https, so they never travel otherwise."""

    def __init__(self, secret: bytes, password: str, clock: Clock, *, secure: bool) -> None:
        self._visitors = Signer(secret, "visitor")
        self._admins = Signer(secret, f"admin {password}")  # another password ends every session
        self._password = password
        self._clock = clock
        self._secure = secure

    # ── visitors ──

    def visitor(self, request: web.Request) -> str | None:
        return self._read(self._visitors, request.cookies.get(_VISITOR))

    def welcome(self, response: web.StreamResponse) -> None:
        """Make somebody new a visitor."""
        self._give(response, _VISITOR, self._visitors, secrets.token_hex(12), _VISITOR_SECONDS)

    # ── admins ──

    def admin(self, request: web.Request) -> bool:
        return self._read(self._admins, request.cookies.get(_ADMIN)) is not None

    def login(self, password: str, response: web.StreamResponse) -> bool:
        """Compare in constant time; give the cookie when it is right."""
        if not hmac.compare_digest(password.encode(), self._password.encode()):
            return False
        self._give(response, _ADMIN, self._admins, "admin", _ADMIN_SECONDS)
        return True

    def logout(self, response: web.StreamResponse) -> None:
        response.del_cookie(_ADMIN, path="/")

    def _read(self, signer: Signer, cookie: str | None) -> str | None:
        found = signer.read(cookie, self._clock.now().timestamp()) if cookie else None
        return None if found is None or found[1] else found[0]

    def _give(self, response: web.StreamResponse, name: str, signer: Signer, payload: str, seconds: int) -> None:
        token = signer.sign(payload, int(self._clock.now().timestamp()) + seconds)
        response.set_cookie(name, token, max_age=seconds, httponly=True, samesite="Lax", secure=self._secure, path="/")
