"""The address that an operator writes for a provider, with or without a version, becomes the one that paths hang below."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

from adapters.images._facts import Facts
from bot.errors import ConfigurationError


def home(url: str, facts: Facts) -> tuple[str, str]:
    """(base URL without a slash at its end, region). Raises `ConfigurationError`.

    A bare host gets the path of the provider's own base URL, and so does one with only the first part of that path. One of the
    provider's `endings` is cut off, it stands in the paths.
    """
    plain, region = urldefrag(url.strip())
    parts = urlsplit(plain)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username:
        raise ConfigurationError(
            f"BANANABOT_{facts.name.upper()}_BASE_URL: {url!r} is no base URL; an example: https://api.example.com/v1"
        )
    path = parts.path.rstrip("/")
    own = urlsplit(facts.base_urls[0]).path.rstrip("/") if facts.base_urls else ""
    if own.startswith(f"{path}/"):
        path = own
    else:
        path = path.removesuffix(next((ending for ending in facts.endings if path.endswith(ending)), ""))
    return f"{parts.scheme}://{parts.netloc}{path}", region


def through(url: str, base_url: str, facts: Facts) -> str:
    """The provider's own address, asked for by way of the operator's: a gateway passes on what the provider writes.

    Empty when the address is not the provider's.
    """
    official = next((one for one in facts.base_urls if url.startswith(f"{one}/")), "")
    return base_url + url.removeprefix(official) if official else ""
