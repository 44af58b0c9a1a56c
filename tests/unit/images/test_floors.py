"""Who may know whom in the providers' folder: read from the imports themselves, so that a new file needs no registry."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.contracts.provider_stage import DOORS, FOLDER, provider_names

HOUSE = "adapters.images"


def imported(file: Path) -> set[str]:
    """Every module that a file imports, `from package import module` written out."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                found |= {name.name for name in names}
            case ast.ImportFrom(module=str(module), names=names):
                found |= {f"{module}.{name.name}" for name in names} if module == HOUSE else {module}
            case _:
                pass
    return found


def housemates(file: Path) -> set[str]:
    return {name.removeprefix(f"{HOUSE}.") for name in imported(file) if name.startswith(f"{HOUSE}.")}


@pytest.mark.parametrize("name", provider_names())
def test_a_provider_knows_the_kit_alone(name: str) -> None:
    assert all(other.startswith("_") for other in housemates(FOLDER / f"{name}.py"))


@pytest.mark.parametrize("file", sorted(FOLDER.glob("_*.py")), ids=lambda file: file.stem)
def test_the_kit_knows_no_provider(file: Path) -> None:
    assert not housemates(file) & {*provider_names(), *DOORS}


def test_one_module_speaks_http_and_one_carries_it() -> None:
    clients = {"httpx", "httpx_aiohttp", "requests", "urllib3", "urllib.request", "http.client"}
    for file in FOLDER.glob("*.py"):
        spoken = {name for name in imported(file) if name in clients or name.partition(".")[0] in clients}
        assert bool(spoken) == (file.stem in {"_wire", "_carrier"}), file.name
        assert ("ClientSession" in file.read_text("utf-8")) == (file.stem == "_carrier"), file.name
