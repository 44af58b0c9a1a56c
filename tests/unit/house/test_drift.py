"""The documents and the program say the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer.main

from adapters.cli.app import COMMANDS
from adapters.images.catalogue import load
from adapters.settings.providers import provider_variables
from adapters.settings.reading import GROUPS, read_settings
from bot.commands.table import COMMANDS as CHAT_COMMANDS
from tests.unit.house.command_page import page
from tests.unit.house.env_example import rendered

ROOT = Path(__file__).parents[3]
SOURCE = [path for folder in ("bot", "adapters", "storage") for path in sorted((ROOT / folder).rglob("*.py"))]

MOST_LINES = 175
MOST_FUNCTION_LINES = 40


def test_every_variable_stands_in_the_example() -> None:
    assert (ROOT / ".env.example").read_text("utf-8") == rendered(), (
        "python -m tests.unit.house.env_example > .env.example"
    )


def test_the_example_can_be_read_and_is_the_default() -> None:
    names = [*load().names, "sketch"]
    example = read_settings({}, ROOT / ".env.example", lambda _: names)
    empty = read_settings({}, None, lambda _: names)
    assert example.quotas == empty.quotas
    assert example.telegram == empty.telegram
    assert example.warnings == ()


def test_every_provider_stands_in_the_example() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    catalogue = load()
    for name in catalogue.names:
        signed = bool(catalogue[name].webhook_secret)
        wanted = [one for one in provider_variables([name]) if signed or not one.endswith("_WEBHOOK_SECRET")]
        assert [one for one in wanted if f"\n{one}=" not in text] == []


def test_every_field_says_what_it_is() -> None:
    bare = [
        f"{group.variable(name)}"
        for group in GROUPS
        for name, field in group.model_fields.items()
        if not field.description
    ]
    assert bare == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_host_and_hash_everything(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    pins = re.findall(r"^[a-z0-9][^=\s]*==", text, re.MULTILINE)
    assert pins
    assert len(re.findall(r"^[a-z0-9][^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(pins)


def test_every_command_of_the_program_is_there_and_explains_itself() -> None:
    for name, about in COMMANDS.items():
        app: typer.Typer = import_module(f"adapters.cli.{name}").app
        found = typer.main.get_command(app)
        groups = app.registered_groups
        said = groups[0].typer_instance.info.help if groups and groups[0].typer_instance else found.help
        assert str(said).splitlines()[0] == about, name
        for info in app.registered_commands or (groups[0].typer_instance or app).registered_commands:
            assert str(info.epilog).startswith("Example: "), f"{name}: no example"


def test_every_chat_command_stands_in_the_documents() -> None:
    made = page()
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == made, (
        "python -m tests.unit.house.command_page > docs/commands.md"
    )
    assert all(f"/{entry.name}" in made for entry in CHAT_COMMANDS)


def test_the_readme_names_every_command_of_the_program() -> None:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))))
    assert [name for name in COMMANDS if f"bananabot {name}" not in text] == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{path.name}: {target}"
        for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def test_nothing_is_left_for_later_and_no_registry_is_named() -> None:
    words = re.compile(
        r"\b(TO" r"DO|FIX" r"ME|XXX|NotImplemented" r"Error)\b|py" r"pi\.|/simple/|files\.python" r"hosted"
    )
    found = [str(path) for path in written() if path != Path(__file__) and words.search(path.read_text("utf-8"))]
    assert found == []


def written() -> Iterator[Path]:
    """What we wrote ourselves: the files at the root and those in our folders."""
    ours = {"bot", "adapters", "storage", "tests", "docs", "examples", "typings"}
    for path in sorted(ROOT.iterdir()):
        found = path.rglob("*") if path.name in ours else [path]
        yield from (
            one
            for one in found
            if one.suffix in {".py", ".toml", ".md", ".lock", ".js", ".css"} or one.name == "Makefile"
            if "node_modules" not in one.parts and one.is_file()
        )


def test_rooms_stay_small() -> None:
    large = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in SOURCE
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES and "migrations" not in path.parts
    ]
    assert large == [], "look for the second noun"


def test_functions_stay_small() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {node.name} {size}"
        for path in SOURCE
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_nothing_has_a_name_that_says_nothing() -> None:
    names = {"utils", "helpers", "common", "base", "manager", "service", "misc"}
    assert [str(path) for path in SOURCE if path.stem in names - {"service"} or path.parent.name in names] == []
