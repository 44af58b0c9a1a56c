"""Which addresses a picture may come from.

Names are resolved here, every address is judged, and the connection goes to the judged address and no other; each redirect
is judged again. A provider's own host and port is allowed wherever it is: self-hosted servers live on loopback.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

Place = tuple[str, int]


class Refused(OSError):
    """An address that no picture may come from."""


class Judge(AbstractResolver):
    """Resolves names and throws away private addresses, except those of `own` places."""

    def __init__(self, own: frozenset[Place], resolver: AbstractResolver | None = None) -> None:
        self._own = own
        self._inner = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self._inner = self._inner or ThreadedResolver()
        found = await self._inner.resolve(host, port, family)
        if (host.lower(), port) not in self._own and not all(public(one["host"]) for one in found):
            raise Refused(f"{host} is at a private address")
        return found

    async def close(self) -> None:
        if self._inner is not None:
            await self._inner.close()


def public(address: str) -> bool:
    """Whether this address literal is on the open internet, also when an IPv4 address hides in an IPv6 one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if hidden is None and found in ipaddress.ip_network("64:ff9b::/96"):
            hidden = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        found = hidden or found
    return found.is_global and not found.is_multicast


def place(url: str) -> Place:
    """Host and port of a URL. Raises `ValueError` for anything but http and https, and for URLs with a user in them."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise ValueError(f"not a picture's address: {parts.scheme[:12]}:")
    return parts.hostname.lower(), parts.port or (443 if parts.scheme == "https" else 80)


def places(url: str) -> frozenset[Place]:
    """The same, by each of its names: loopback has two."""
    host, port = place(url)
    return frozenset(
        (name, port) for name in ({"localhost", "127.0.0.1"} if host in {"localhost", "127.0.0.1"} else {host})
    )


def is_address(host: str) -> bool:
    """Whether this host is written as an address, not as a name."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
