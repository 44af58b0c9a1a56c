"""Finds the command that was asked for, and says every error in one line on stderr: 0 success, 1 problem, 2 wrong use."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from adapters import VERSION
from bot.errors import BananabotError

COMMANDS = {
    "run": "The service: chats, web page, painters.",
    "chat": "A chat in this terminal.",
    "imagine": "One picture into a file.",
    "batch": "Many prompts from a file into a folder; started again it goes on.",
    "doctor": "Check everything; say what to do about each finding.",
    "db": "Upgrade, check, back up or restore the database.",
    "cost": "What pictures cost in a month, by given numbers or by the record.",
    "advise": "How to spend less, whether it pays, and when to upgrade.",
    "providers": "Who draws: prices, limits, health.",
    "report": "Use per day and member, and how requests ended.",
    "limits": "Limits of people and groups: show them, set exceptions.",
    "users": "Who there is: accounts, packs, requests, bans.",
    "grant": "Give somebody units, or take them away.",
    "refund": "Give a picture's units or a payment's money back, or take a grant back.",
    "ban": "Keep somebody out of the whole service.",
    "unban": "Let somebody in again.",
    "audit": "Who changed what, newest first.",
    "webhook": "Set, show or delete the platforms' webhooks and menus.",
}
"""The module `adapters.cli.<name>` of each holds a Typer called `app` with the command in it."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_EXAMPLES = """
Pictures by chat message.

Try: bananabot chat

Or: bananabot imagine "a red fox in the snow" -o fox.png
"""


def run(arguments: Sequence[str]) -> int:
    """What `bananabot` does; returns the exit code."""
    asked = next((word for word in arguments if word in COMMANDS), "")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows few letters shows the rest as ?
    try:
        code = _application(asked)(list(arguments) or ["--help"], prog_name="bananabot", standalone_mode=False)
    except typer.TyperException as error:
        words = error.format_message().replace("Value error, ", "")
        end = "" if words.endswith((".", "?", "!")) else "."
        return _complain(f"{words}{end} See: bananabot {asked} --help".replace("  --", " --"), error.exit_code)
    except BananabotError as error:
        return _complain(str(error), 1)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except OSError as error:
        if not isinstance(error, BrokenPipeError) and error.errno not in _FULL:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: not even at exit
        quiet = isinstance(error, BrokenPipeError)
        return 1 if quiet else _complain(f"{error.filename or 'the output'}: cannot be written ({error.strerror})", 1)
    return code if isinstance(code, int) else 0


def _complain(words: str, code: int) -> int:
    for line in words.splitlines():
        sys.stderr.write(f"bananabot: {line}\n")
    return code


def _application(asked: str) -> typer.Typer:
    app = typer.Typer(
        help=_EXAMPLES,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
    )
    app.callback(invoke_without_command=True)(_about)
    for name, about in COMMANDS.items():
        if name == asked:
            loaded: typer.Typer = import_module(f"adapters.cli.{name}").app
            app.registered_commands += loaded.registered_commands
            app.registered_groups += loaded.registered_groups
        else:
            app.command(name, help=about)(_elsewhere)
    return app


def _about(version: bool = typer.Option(False, "--version", is_eager=True, help="Show the version.")) -> None:
    if version:
        typer.echo(f"bananabot {VERSION}")
        raise typer.Exit


def _elsewhere() -> None:
    """Stands in the help for a command that is not loaded."""
