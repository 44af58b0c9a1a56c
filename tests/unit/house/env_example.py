"""Writes `.env.example` from the settings themselves: `python -m tests.unit.house.env_example > .env.example`."""

from __future__ import annotations

import sys
from typing import cast

from adapters.images._facts import Facts
from adapters.images.catalogue import load
from adapters.settings.group import Group
from adapters.settings.providers import WEBHOOK_SECRET, Providers, provider_variable, provider_variables
from adapters.settings.reading import GROUPS
from bot.model import Limit
from bot.quota.limits import format_limits

_TITLES = {
    "House": "the house",
    "Quotas": "limits: N/minute, N/day, N/month, separated by commas; off means no limit",
    "Content": "what may be drawn (docs/operating.md)",
    "Providers": "who draws (docs/providers.md)",
    "Telegram": "Telegram (docs/telegram.md)",
    "WeChat": "WeChat official account (docs/wechat.md)",
    "WeCom": "WeCom app (docs/wechat.md)",
    "WeComBot": "WeCom group robot (docs/wechat.md)",
}
_HEAD = """\
# Every variable that bananabot reads, with its default. Copy this file to .env and change what you need; empty means the
# default. A secret may be given as a file instead: BANANABOT_TELEGRAM_TOKEN_FILE=/run/secrets/telegram
"""
_POOLS = """\
# For each provider: keys (a comma list is a pool), base addresses (the first is the primary, the rest are backups), model.
# Empty addresses and models are those of the catalogue, adapters/images/providers.toml.
"""
_KEYS = {"required": "a key from", "optional": "a key may be needed:", "none": "no key"}


def rendered() -> str:
    parts = [_HEAD]
    for group in GROUPS:
        parts.append(_group(group))
        if group is Providers:
            parts += [_POOLS, *_providers()]
    return "\n".join(parts)


def _group(group: type[Group]) -> str:
    title = _TITLES[group.__name__]
    lines = [f"# ── {title} {'─' * (100 - len(title))}\n"]
    for name, field in group.model_fields.items():
        value = _written(field.default)
        example = str(field.examples[0]) if field.examples else value
        more = f"; e.g. {example}" if example != value else ""
        lines += [f"# {field.description}{more}", f"{group.variable(name)}={value}"]
    return "\n".join(lines) + "\n"


def _providers() -> list[str]:
    catalogue = load()
    blocks = [(name, catalogue[name]) for name in catalogue.names if name != "sketch"]
    return [
        "\n".join(
            [
                f"# {facts.title}: {_KEYS[facts.key]} {facts.get_key if facts.key != 'none' else ''}".rstrip(" :"),
                *(f"{variable}=" for variable in provider_variables([name]) if not variable.endswith(WEBHOOK_SECRET)),
                *_signed(name, facts),
                "",
            ]
        )
        for name, facts in blocks
    ]


def _signed(name: str, facts: Facts) -> list[str]:
    if not facts.webhook_secret:
        return []
    return [f"# {facts.webhook_secret}", f"{provider_variable(name, WEBHOOK_SECRET)}="]


def _written(value: object) -> str:
    """As an operator would write it."""
    match value:
        case None | () | frozenset():
            return ""
        case bool():
            return str(value).lower()
        case tuple():
            items = cast("tuple[object, ...]", value)
            limits = [item for item in items if isinstance(item, Limit)]
            return format_limits(limits) if limits else ",".join(map(str, items))
        case _:
            return str(value)


if __name__ == "__main__":
    sys.stdout.write(rendered())
