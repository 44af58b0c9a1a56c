"""Secrets that nobody has to think of: made at the first start, kept in the data folder for its owner alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from adapters.settings.house import House
from bot.errors import ConfigurationError


def secret(house: House) -> bytes:
    """What signs links, sessions and hashes."""
    if house.secret is not None:
        return house.secret.get_secret_value().encode()
    return _kept(house.data / "secret", lambda: secrets.token_urlsafe(32))[0].encode()


def admin_password(house: House) -> tuple[str, bool]:
    """The dashboard's password, and whether it was made just now (then it is shown, once)."""
    if house.admin_password is not None:
        return house.admin_password.get_secret_value(), False
    return _kept(house.data / "admin-password", lambda: secrets.token_urlsafe(12))


def _kept(path: Path, make: Callable[[], str]) -> tuple[str, bool]:
    """Read a secret, or make it: several processes that start together agree on one. Raises `ConfigurationError`."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _made(path, make()):
                return path.read_text("utf-8"), True
        found = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"BANANABOT_DATA: {path} cannot be kept ({error}); give a folder that this user may write to"
        ) from error
    if not found:
        raise ConfigurationError(f"{path}: is empty; remove it to have a new one made")
    return found, False


def _made(path: Path, value: str) -> bool:
    """Written whole beside, then linked into place: nobody ever reads half of it. False: somebody was faster."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError:
        return False
    finally:
        beside.unlink(missing_ok=True)
    return True
