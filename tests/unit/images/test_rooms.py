"""A provider is one file on the kit: it knows no other provider, no door, and nobody outside `bot`."""

from __future__ import annotations

import ast

import pytest

from tests.contracts.provider_stage import FOLDER, provider_names


def imported(name: str) -> set[str]:
    """The modules of ours that a provider's file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = node.module == "adapters.images"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if whole else {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {module for module in found if module.split(".")[0] in {"adapters", "bot", "storage"}}


@pytest.mark.parametrize("name", provider_names())
def test_a_provider_knows_the_kit_alone(name: str) -> None:
    assert not {one for one in imported(name) if not one.startswith(("adapters.images._", "bot."))}


@pytest.mark.parametrize("name", provider_names())
def test_a_provider_is_a_page_long(name: str) -> None:
    assert len((FOLDER / f"{name}.py").read_text("utf-8").splitlines()) <= 80
