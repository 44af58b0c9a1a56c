"""Who owns the service."""

from __future__ import annotations

from adapters.chat.web.platform import PLATFORM
from adapters.settings.house import House
from bot.model import Identity

DESK = Identity(PLATFORM, "operator")
"""Whoever knows the admin password, at the desk of the dashboard. No visitor has this account: theirs are made by chance."""


def owners(house: House) -> frozenset[Identity]:
    """Whoever the operator named, and the desk."""
    return house.owners | {DESK}
