"""Which image providers draw, in which order, with which keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from adapters.settings.group import PREFIX, Group, WrongSettings
from adapters.settings.words import Words, read_list, read_url


class Providers(Group):
    providers: Words = Field(
        default=("sketch",), description="who draws, in order of preference", examples=["gemini,fal,sketch"]
    )
    providers_file: Path | None = Field(
        default=None, description="your own models, prices, limits and addresses", examples=["./providers.toml"]
    )


@dataclass(frozen=True, slots=True)
class Provider:
    """What the operator says about one provider. Empty addresses and model: those of the catalogue."""

    keys: tuple[str, ...] = field(default=(), repr=False)
    webhook_secret: str = field(default="", repr=False)
    base_urls: tuple[str, ...] = ()
    model: str = ""


KEYS, BASE_URL, MODEL, WEBHOOK_SECRET = "KEYS", "BASE_URL", "MODEL", "WEBHOOK_SECRET"


def provider_variable(name: str, kind: str) -> str:
    """`BANANABOT_GEMINI_KEYS`."""
    return f"{PREFIX}{name.upper()}_{kind}"


def provider_variables(names: Collection[str]) -> list[str]:
    """Every variable that is about one of these providers."""
    return [provider_variable(name, kind) for name in names for kind in (KEYS, BASE_URL, MODEL, WEBHOOK_SECRET)]


def read_provider(name: str, variables: Mapping[str, str]) -> Provider:
    """Raises `WrongSettings`. An address may end in `#region`."""
    findings: list[str] = []
    urls = read_list(variables.get(provider_variable(name, BASE_URL), ""))
    for url in urls:
        try:
            read_url(url.partition("#")[0])
        except ValueError as error:
            findings.append(
                f"{provider_variable(name, BASE_URL)}: {url[:60]!r} {error}; for example https://example.com/v1"
            )
    keys = read_list(variables.get(provider_variable(name, KEYS), ""))
    if any(not key.isascii() or not key.isprintable() or " " in key for key in keys):
        findings.append(f"{provider_variable(name, KEYS)}: holds characters that no key has; for example key1,key2")
    if findings:
        raise WrongSettings(findings)
    return Provider(
        keys=keys,
        base_urls=urls,
        model=variables.get(provider_variable(name, MODEL), "").strip(),
        webhook_secret=variables.get(provider_variable(name, WEBHOOK_SECRET), "").strip(),
    )


def check_names(providers: Providers, known: Collection[str]) -> None:
    """Raise `WrongSettings` for a provider that the catalogue does not hold, or that is named twice."""
    unknown = [name for name in providers.providers if name not in known]
    if unknown or not providers.providers:
        what = f"no provider {unknown[0]!r}" if unknown else "names nobody"
        raise WrongSettings([f"{PREFIX}PROVIDERS: {what}; known: {', '.join(sorted(known))}"])
    twice = [name for name in providers.providers if providers.providers.count(name) > 1]
    if twice:
        raise WrongSettings([f"{PREFIX}PROVIDERS: names {twice[0]!r} twice; several keys go into its own variable"])
