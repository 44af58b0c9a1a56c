"""Which addresses in a callback are followed: those of the platform's own hosts, and of where the operator says it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from ipaddress import ip_address

from yarl import URL

_PORTS = {80, 443}


class Hosts:
    """`endings` of the platform's host names (`.qq.com`); `homes` are whole addresses: an API host, or an emulator.

    A home on this machine stands for this machine whatever the port. Anything else, private or not, is refused.
    """

    def __init__(
        self, endings: Iterable[str], homes: Iterable[str], schemes: Collection[str] = ("http", "https")
    ) -> None:
        self._endings = tuple(endings)
        self._homes = [URL(home.replace("ws", "http", 1) if home.startswith("ws") else home) for home in homes if home]
        self._schemes = schemes

    def hold(self, address: str) -> bool:
        try:
            url = URL(address)
            if not url.absolute or url.scheme not in {"http", "https"}:
                return False
            if any(url.origin() == home.origin() or (_here(url) and _here(home)) for home in self._homes):
                return True
        except ValueError:
            return False
        return url.scheme in self._schemes and url.port in _PORTS and (url.host or "").endswith(self._endings)


def _here(url: URL) -> bool:
    host = url.host or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
