"""How a key is shown, and to whom: only to the provider's own hosts."""

from __future__ import annotations

from urllib.parse import urlsplit

import pybase64

from adapters.images._facts import Facts


def headers(style: str, key: str) -> dict[str, str]:
    """The header that carries the key, or several while a provider is renaming its own. Nothing without a key."""
    match style.split():
        case _ if not key:
            return {}
        case ["bearer"]:
            return {"authorization": f"Bearer {key}"}
        case ["key"]:
            return {"authorization": f"Key {key}"}
        case ["basic"]:
            return {"authorization": f"Basic {pybase64.b64encode(key.encode()).decode('ascii')}"}
        case ["header", *names]:
            return dict.fromkeys((name.lower() for name in names), key)
        case _:
            return {}


def at_home(url: str, base_url: str, facts: Facts) -> bool:
    """Whether this URL is at the base URL's own scheme, host and port, or at a further https host of the provider."""
    there, home = urlsplit(url), urlsplit(base_url)
    try:
        same = (there.scheme, there.hostname, there.port) == (home.scheme, home.hostname, home.port)
    except ValueError:  # a port that is no number: somebody glues addresses together
        return False
    if same:
        return there.username is None
    return there.scheme == "https" and there.hostname in facts.hosts and there.port is None and there.username is None
