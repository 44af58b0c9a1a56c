"""Looks at one part of this machine each, for `bananabot doctor`. None of them changes anything or raises."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from adapters.cli.findings import Finding, Findings, fine, note, problem
from adapters.cli.probing import probe_all, remaining
from adapters.clock import SystemClock
from adapters.settings.reading import Settings
from adapters.wiring.painters import open_painters
from adapters.wiring.rings import hang_up, ring_address, unproven_rings
from bot.errors import BananabotError, ConfigurationError
from storage.upkeep import check

_LITTLE = 500_000_000
_FIXED = (3, 51, 3)
_FILES = 1_024


async def data(settings: Settings) -> Findings:
    """The folder: there, ours, with room."""
    folder = settings.house.data
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=there, prefix=".bananabot-"):
            pass
    except OSError as error:
        yield problem("data", f"{there} cannot be written to ({error.strerror})", "give another folder: BANANABOT_DATA")
        return
    free = shutil.disk_usage(there).free
    if free < _LITTLE:
        yield problem("disk", f"{free // 1_000_000} MB are left in {there}", "make room, or move BANANABOT_DATA")
    else:
        yield fine("disk", f"{free / 1e9:.1f} GB are left in {there}")
    yield _private(folder)


def _private(folder: Path) -> Finding:
    open_to_others = [name for name in ("secret", "admin-password") if _readable(folder / name)]
    if open_to_others:
        names = ", ".join(str(folder / name) for name in open_to_others)
        return problem("data", f"others can read {names}", f"chmod 600 {names}")
    return fine("data", f"{folder} is kept by this user")


def _readable(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & 0o077)


async def database(settings: Settings) -> Findings:
    url = settings.house.url
    if _missing(url):
        yield note("database", "is not there yet", "it is made by `bananabot run`, `chat` or `db upgrade`")
        return
    try:
        lines = await check(url)
    except BananabotError as error:
        yield problem("database", str(error), "see BANANABOT_DATABASE_URL, or start the newer program")
        return
    for line in lines:
        yield problem("database", line, "stop the service; `bananabot db upgrade`, or `db restore` a copy")
    if not lines:
        yield fine("database", "is well")
    if url.startswith("sqlite") and sqlite3.sqlite_version_info < _FIXED:
        yield note(
            "database", f"SQLite {sqlite3.sqlite_version}: safe with one `bananabot run` on the file, not with several"
        )


def _missing(url: str) -> bool:
    return url.startswith("sqlite") and not Path(url.partition("///")[2]).exists()


async def process(settings: Settings) -> Findings:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit < _FILES and settings.house.workers > limit // 8:
        yield problem("process", f"only {limit} open files are allowed", "ulimit -n 4096 before the start")
    year = datetime.now(UTC).year
    if year < 2026:
        yield problem("clock", f"it says {year}", "set the clock: quotas and signatures depend on it")
    if os.geteuid() == 0:
        yield note("process", "runs as root", "a user of its own is safer")


async def painters(settings: Settings) -> Findings:
    """Every key, by a free question to its service."""
    try:
        targets = open_painters(settings, SystemClock())
    except ConfigurationError as error:
        yield problem("painters", str(error), "see .env.example and docs/providers.md")
        return
    left_out = set(settings.providers.providers) - {target.service for target in targets}
    for name in sorted(left_out):
        yield problem("painters", f"{name}: there is a fault in its file", "the log says which; the others draw")
    probes = await probe_all(targets)
    await hang_up(targets)
    for target, found in zip(targets, probes, strict=True):
        if found.ok:
            left = remaining(found)
            said = found.detail or "the key is good"
            yield fine("painters", f"{target.id}: {said}" + (f", {left} left" if left else ""))
        else:
            yield problem("painters", f"{target.id}: {found.detail}", f"see BANANABOT_{target.service.upper()}_KEYS")
    for name in unproven_rings(settings) if settings.house.public_url else []:
        todo = f"set BANANABOT_{name.upper()}_WEBHOOK_SECRET (docs/providers.md); {ring_address(settings, name)}"
        yield note("painters", f"{name} is asked again and again instead of ringing", todo)
    if [target.service for target in targets] == ["sketch"]:
        yield note(
            "painters", "only the offline sketch draws", "get a key: docs/providers.md, then BANANABOT_PROVIDERS"
        )
