"""What the fixtures hand out: serve an application (its address), let a coroutine run beside the test."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import web

Serve = Callable[[web.Application], Coroutine[Any, Any, str]]
Background = Callable[[Coroutine[Any, Any, None]], None]
