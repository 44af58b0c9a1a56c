"""Where variables come from: the environment first, then `.env`; a secret may be the path of a file that holds it."""

from __future__ import annotations

import difflib
import io
from collections.abc import Collection, Mapping
from pathlib import Path

from dotenv import dotenv_values

from adapters.settings.group import PREFIX, WrongSettings
from bot.errors import ConfigurationError

_FILE = "_FILE"
_TESTS = f"{PREFIX}TEST_"
_SECRET_BYTES = 64 * 1024


def gather(environ: Mapping[str, str], dotenv: Path | None) -> dict[str, str]:
    """Every variable of ours as written. Raises `ConfigurationError`."""
    found: dict[str, str | None] = {**(_written(dotenv) if dotenv else {}), **environ}
    return {name: value for name, value in found.items() if name.startswith(PREFIX) and value is not None}


def _written(dotenv: Path) -> dict[str, str | None]:
    try:
        text = dotenv.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{dotenv}: cannot be read ({error}); it must be a text file in UTF-8") from error
    return dotenv_values(stream=io.StringIO(text), interpolate=False)


def with_files(variables: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """`BANANABOT_X_FILE` read and put as `BANANABOT_X`. Raises `WrongSettings`."""
    found, findings = dict(variables), list[str]()
    for name, value in variables.items():
        target = name.removesuffix(_FILE)
        if name in known or target == name or target not in known or not value.strip():
            continue
        del found[name]
        if variables.get(target, "").strip():
            findings.append(f"{name}: {target} is set too; give one of the two")
            continue
        try:
            found[target] = _content(Path(value.strip()))
        except (OSError, ValueError) as error:
            findings.append(
                f"{name}: {value!r} cannot be read ({error}); give the path of a text file with the value in it"
            )
    if findings:
        raise WrongSettings(findings)
    return found


def _content(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_SECRET_BYTES).decode().strip()


def unknown(variables: Mapping[str, str], known: Collection[str]) -> list[str]:
    """A line for each variable that nobody reads, with the nearest one that is read."""
    names = sorted(name for name in variables if name not in known and not name.startswith(_TESTS))
    return [f"{name}: nobody reads this variable{nearest(name, known)}" for name in names]


def nearest(name: str, known: Collection[str]) -> str:
    """`; did you mean …?`, or nothing."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""
