"""`bananabot webhook`: how the chat platforms reach us, for looking and mending."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import typer

from adapters.cli.cells import Row
from adapters.cli.opening import run_until_done, settings
from adapters.cli.table import JSON, show
from adapters.settings.reading import Settings
from bot.errors import ConfigurationError

T = TypeVar("T")

app = typer.Typer()
webhook = typer.Typer(help="Set, show or delete the platforms' webhooks and menus.", rich_markup_mode=None)
app.add_typer(webhook, name="webhook")

_PLATFORM = typer.Option(None, "--platform", metavar="NAME", help="This one only: telegram, wechat, wecom, wecombot.")


class Hook(Protocol):
    """The way a platform reaches us. Every method raises a `BananabotError`."""

    @property
    def platform(self) -> str: ...

    async def show(self) -> Row: ...

    async def set(self) -> str:
        """What was done, and what is left to do by hand."""
        ...

    async def delete(self) -> str: ...


@webhook.command("show", epilog="Example: bananabot webhook show")
def show_it(as_json: bool = JSON, platform: str | None = _PLATFORM) -> None:
    """Where each platform calls us, and what it says about that."""
    hooks = _hooks(platform)
    rows = run_until_done(_each(hooks, lambda hook: hook.show()))
    named = [{"platform": hook.platform, **row} for hook, row in zip(hooks, rows, strict=True)]
    columns = dict.fromkeys(name for row in named for name in row)
    show([{name: row.get(name) for name in columns} for row in named], as_json=as_json)


@webhook.command("set", epilog="Example: BANANABOT_PUBLIC_URL=https://bot.example.com bananabot webhook set")
def set_it(platform: str | None = _PLATFORM) -> None:
    """Have the platforms call BANANABOT_PUBLIC_URL, and put the menus under their chats."""
    for line in run_until_done(_each(_hooks(platform), lambda hook: hook.set())):
        typer.echo(line)


@webhook.command("delete", epilog="Example: bananabot webhook delete")
def delete_it(platform: str | None = _PLATFORM) -> None:
    """Have the platforms call nobody, and take the menus away; what waits there stays."""
    for line in run_until_done(_each(_hooks(platform), lambda hook: hook.delete())):
        typer.echo(line)


async def _each(hooks: list[Hook], ask: Callable[[Hook], Awaitable[T]]) -> list[T]:
    return [await ask(hook) for hook in hooks]


def _hooks(name: str | None) -> list[Hook]:
    """Those of the configured platforms. Raises `ConfigurationError` where there is none, `BadParameter` for another name."""
    configured = _configured(settings())
    if name is not None and name not in {hook.platform for hook in configured}:
        raise typer.BadParameter(f"--platform {name}: not configured")
    if not configured:
        raise ConfigurationError("BANANABOT_TELEGRAM_TOKEN: missing; talk to @BotFather (or configure WeChat)")
    return [hook for hook in configured if name in {None, hook.platform}]


def _configured(found: Settings) -> list[Hook]:
    hooks: list[Hook] = []
    if found.telegram.configured:
        from adapters.cli.telegram_hook import TelegramHook  # noqa: PLC0415  only where it is configured

        hooks.append(TelegramHook(found))
    if found.wechat.configured or found.wecom.configured or found.wecombot.configured:
        from adapters.cli.wechat_hooks import MenuHook, RobotHook  # noqa: PLC0415  as above

        menus = {"wechat": found.wechat, "wecom": found.wecom}
        hooks += [MenuHook(found, name) for name, chat in menus.items() if chat.configured]
        hooks += [RobotHook(found)] if found.wecombot.configured else []
    return hooks
