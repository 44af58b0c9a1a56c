"""What the code says and what the catalogues can say stay the same, in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot import errors
from bot.commands.entry import Section
from bot.commands.grammar import parse
from bot.commands.table import BY_NAME, COMMANDS
from bot.model import Action, Mode, ScopeKind, State, WindowKind
from bot.texts import Texts

ROOT = Path(__file__).parents[3]
TEXTS = Texts.load()
ENGLISH = TEXTS.keys("en")
KEY = re.compile(r"[a-z]+(\.[a-z_]+)+")
SPEAKERS = {
    "say",
    "answer",
    "quiet",
    "apologise",
    "words",
    "_words",
    "own",
    "Rejection",
    "BadOption",
    "BadPrompt",
    "BadReference",
    "UnsupportedRequest",
    "NotAllowed",
    "NotFound",
}
FAMILIES = [
    *(f"button.{action.name.lower()}" for action in Action),
    *(f"rule.{scope}.{window}" for scope in ScopeKind for window in WindowKind),
    *(f"quota.exceeded_{scope}" for scope in ScopeKind),
    *(f"limit.scope_{scope}" for scope in ScopeKind),
    *(f"mode.{mode}" for mode in Mode),
    *(f"status.{state}" for state in (State.ACCEPTED, State.DRAWING, State.DRAWN, State.DELIVERING)),
    *(f"section.{section}" for section in Section),
    *(key for entry in COMMANDS for key in (entry.usage, entry.help)),
    *(
        f"wechat.menu.{name}"
        for name in ("again", "vary", "styles", "quota", "history", "status", "cancel", "settings")
    ),
]


@dataclass(frozen=True, slots=True)
class Said:
    """A key in the code, and the fields that go with it (None: they are not written there)."""

    where: str
    key: str
    fields: frozenset[str] | None


def spoken() -> Iterator[Said]:
    for folder in ("bot", "storage", "adapters"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in SPEAKERS:
                    yield from _keys(path.relative_to(ROOT), node)


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _keys(path: Path, call: ast.Call) -> Iterator[Said]:
    named = {keyword.arg for keyword in call.keywords}
    fields = None if None in named else frozenset(name for name in named if name)
    for argument in call.args:
        for node in ast.walk(argument) if isinstance(argument, ast.IfExp) else [argument]:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                yield Said(f"{path}:{node.lineno}", node.value, fields)


@cache
def code() -> tuple[Said, ...]:
    """Read where it is needed: every process that runs some of the tests collects all of them."""
    return tuple(spoken())


@pytest.mark.parametrize("language", TEXTS.languages)
def test_every_language_says_the_same_things(language: str) -> None:
    theirs = TEXTS.keys(language)
    assert theirs.keys() == ENGLISH.keys()
    assert {key: theirs[key].holes for key in theirs} == {key: ENGLISH[key].holes for key in ENGLISH}


def test_everything_the_code_says_has_words() -> None:
    assert [f"{said.where} {said.key}" for said in code() if said.key not in ENGLISH] == []


@pytest.mark.parametrize("language", TEXTS.languages)
def test_everything_the_code_says_can_be_said(language: str) -> None:
    assert list(unsaid(language)) == []


def unsaid(language: str) -> Iterator[str]:
    for said in code():
        try:
            if said.fields is not None:
                TEXTS.say(language, said.key, **dict.fromkeys(said.fields, 1))
        except KeyError as missing:
            yield f"{said.where} {said.key}: {missing}"


def test_families_of_keys_are_whole() -> None:
    assert [key for key in FAMILIES if key not in ENGLISH] == []


def test_the_code_was_really_read() -> None:
    assert len(code()) > 400


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_the_way_a_command_is_shown_is_the_way_it_is_typed(language: str, name: str) -> None:
    shown = TEXTS.say(language, BY_NAME[name].usage).split()[0].lstrip("/")
    assert BY_NAME[shown].name == name


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("key", ["start.private", "help.intro_private"])
def test_examples_can_be_copied(language: str, key: str) -> None:
    lines = TEXTS.say(language, key).splitlines()
    shown = [line for line in lines if line.split() and line.split()[0].lstrip("/") in BY_NAME]
    assert len(shown) >= 2
    for line in shown:
        assert parse(line, private=True) is not None


WORDS_OF: dict[type[errors.BananabotError], str] = {
    errors.NotStarted: "job.failed",
    errors.Overloaded: "job.failed",
    errors.Throttled: "job.failed",
    errors.Exhausted: "alarm.balance",
    errors.KeyRejected: "alarm.key",
    errors.ModelRetired: "alarm.model",
    errors.RequestInvalid: "alarm.request",
    errors.OutcomeUnknown: "job.failed",
    errors.GatewayTimeout: "job.failed",
    errors.ContentRefused: "job.refused",
    errors.NoPicture: "job.failed",
    errors.Unclassified: "job.failed",
    errors.NobodyLeft: "progress.later",
    errors.SlowDown: "progress.later",
    errors.PictureUnsuitable: "delivery.fetch",
    errors.Unreachable: "job.undeliverable",
    errors.WindowShut: "delivery.fetch",
    errors.MessageGone: "delivery.fetch",
    errors.ChatMoved: "delivery.fetch",
    errors.DeliveryDoubtful: "delivery.doubtful",
    errors.StoreFull: "error.store",
    errors.StoreBusy: "error.store",
    errors.SchemaMismatch: "error.store",
    errors.LeaseLost: "error.unexpected",
    errors.ConfigurationError: "error.unexpected",
    errors.QuotaExceeded: "quota.exceeded",
}


def leaves(kind: type[errors.BananabotError]) -> Iterator[type[errors.BananabotError]]:
    """The ends of the tree in `bot.errors`; what an adapter derives further never leaves that adapter by its own name."""
    below = [each for each in kind.__subclasses__() if each.__module__.startswith("bot.errors")]
    if not below and not issubclass(kind, errors.Rejection):
        yield kind
    for each in below:
        yield from leaves(each)


def test_every_error_has_words() -> None:
    assert set(leaves(errors.BananabotError)) <= set(WORDS_OF)
    assert set(WORDS_OF.values()) <= set(ENGLISH)


@pytest.mark.parametrize("language", TEXTS.languages)
def test_no_provider_is_ever_named_to_a_member(language: str) -> None:
    names = {path.stem for path in (ROOT / "adapters" / "images").glob("[a-z]*.py")} - {"local", "openai"}
    words = " ".join(
        TEXTS.say(language, key, **dict.fromkeys(template.holes, 1)).lower()
        for key, template in TEXTS.keys(language).items()
        if not key.startswith(("alarm.", "drain.", "usage.drain", "providers."))
    )
    assert not [name for name in names if re.search(rf"\b{name}\b", words)]


@pytest.mark.parametrize("language", TEXTS.languages)
def test_toasts_and_buttons_fit(language: str) -> None:
    for key in FAMILIES:
        if key.startswith("button."):
            assert len(TEXTS.say(language, key)) <= 20
        if key.startswith("wechat.menu."):
            assert len(TEXTS.say(language, key).encode()) <= 16
    for entry in COMMANDS:
        assert 3 <= len(TEXTS.say(language, entry.help)) <= 100
