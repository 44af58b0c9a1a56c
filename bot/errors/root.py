"""The root of the tree, and what is wrong before anything has begun."""

from __future__ import annotations

Field = str | int


class BananabotError(Exception):
    """Root of all our errors."""


class ConfigurationError(BananabotError):
    """A setting is wrong: one line with the variable, what is wrong, and an example."""
