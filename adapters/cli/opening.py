"""What every command does first: read the settings, keep the secrets, open the house."""

from __future__ import annotations

import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

import uvloop

from adapters.images.catalogue import load
from adapters.settings.reading import Settings, read_settings

T = TypeVar("T")

SKETCH = "sketch"
"""The painter that is always there."""


def settings() -> Settings:
    """From the environment and `.env` in this folder. Raises `ConfigurationError`; what is only odd goes to stderr."""
    dotenv = Path(".env")
    found = read_settings(os.environ, dotenv if dotenv.is_file() else None, provider_names)
    for warning in found.warnings:
        sys.stderr.write(f"bananabot: {warning}\n")
    return found


def provider_names(file: Path | None) -> list[str]:
    return sorted({SKETCH, *load(file).names})


def run_until_done(work: Coroutine[None, None, T]) -> T:
    return uvloop.run(work)
