"""Puts the groups together: all findings at once, one line each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from adapters.settings.chats import Telegram, WeChat, WeCom, WeComBot
from adapters.settings.content import Content
from adapters.settings.group import PREFIX, Group, WrongSettings
from adapters.settings.house import House, Quotas
from adapters.settings.providers import Provider, Providers, check_names, provider_variables, read_provider
from adapters.settings.variables import gather, nearest, unknown, with_files
from bot.errors import ConfigurationError

GROUPS: tuple[type[Group], ...] = (House, Quotas, Content, Providers, Telegram, WeChat, WeCom, WeComBot)

_PLATFORMS = ("telegram", "wechat", "wecom", "wecombot", "web", "console")

G = TypeVar("G", bound=Group)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`provider` is what was said about each provider of the catalogue; `warnings` are lines worth a look."""

    house: House
    quotas: Quotas
    content: Content
    providers: Providers
    provider: Mapping[str, Provider]
    telegram: Telegram
    wechat: WeChat
    wecom: WeCom
    wecombot: WeComBot
    warnings: tuple[str, ...] = ()


def read_settings(
    environ: Mapping[str, str], dotenv: Path | None, catalogue: Callable[[Path | None], Collection[str]]
) -> Settings:
    """`catalogue` names the providers there are, given the operator's own file. Raises `ConfigurationError`: all findings."""
    reader = _Reader(gather(environ, dotenv))
    providers = reader.group(Providers)
    names = _known(catalogue, providers.providers_file)
    known = [*(name for group in GROUPS for name in group.variables()), *provider_variables(names)]
    reader.variables = reader.guard(lambda: with_files(reader.variables, known), reader.variables)
    reader.guard(lambda: check_names(providers, names), None)
    house = reader.group(House)
    settings = Settings(
        house=house,
        quotas=reader.group(Quotas),
        content=reader.group(Content),
        providers=providers,
        provider={name: reader.guard(partial(read_provider, name, reader.variables), Provider()) for name in names},
        telegram=reader.group(Telegram),
        wechat=reader.group(WeChat),
        wecom=reader.group(WeCom),
        wecombot=reader.group(WeComBot),
        warnings=(*unknown(reader.variables, known), *_strangers(house)),
    )
    reader.findings += _together(settings)
    if reader.findings:
        raise ConfigurationError("\n".join(reader.findings))
    return settings


def _known(catalogue: Callable[[Path | None], Collection[str]], file: Path | None) -> Collection[str]:
    try:
        return catalogue(file)
    except ConfigurationError as error:
        raise ConfigurationError(f"{PREFIX}PROVIDERS_FILE: {error}" if file is not None else str(error)) from error


def _strangers(house: House) -> list[str]:
    """Owners who will never be met: no chat has such accounts. A platform of somebody else's may have any name."""
    found: list[str] = []
    for owner in sorted(house.owners, key=str):
        if owner.platform not in _PLATFORMS:
            found.append(f"{PREFIX}OWNERS: '{owner}' is of no chat that we know{nearest(owner.platform, _PLATFORMS)}")
        elif owner.platform == "telegram" and not owner.account.isdigit():
            found.append(f"{PREFIX}OWNERS: '{owner}' is no Telegram account; its number is needed, not its name")
    return found


class _Reader:
    """Goes on after a finding, so that one start shows them all."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        self.findings: list[str] = []

    def group(self, kind: type[G]) -> G:
        return self.guard(lambda: kind.read(self.variables), kind.model_construct())

    def guard(self, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except WrongSettings as error:
            self.findings += error.findings
            return otherwise


def _together(settings: Settings) -> list[str]:
    """What only shows when two groups are looked at."""
    public = settings.house.public_url
    if settings.telegram.configured and settings.telegram.mode == "webhook" and not public:
        return [f"{PREFIX}TELEGRAM_MODE: webhook needs {PREFIX}PUBLIC_URL; for example https://bot.example.com"]
    return []
