"""Values as people write them into a variable: each reader takes the text and raises `ValueError` saying what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainValidator, SecretStr

from bot.errors import BadOption
from bot.model import Identity, Limit, Pack
from bot.quota.limits import parse_budget, parse_limits

_LONGEST_CODE = 3  # of a language; other data files there have longer names
_MOST_UNITS = 1_000_000
_MOST_STARS = 25_000  # in one invoice
_MOST_PACKS = 20
_IDENTITY = re.compile(r"([a-z]+):(\S{1,128})")


@dataclass(frozen=True, slots=True)
class Listen:
    """Where the web server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def loopback(self) -> bool:
        return self.host in {"127.0.0.1", "::1", "localhost"}


def read_listen(text: object) -> Listen:
    host, colon, port = str(text).rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError("is not host:port")
    return Listen(host.strip("[]") or "0.0.0.0", int(port))  # noqa: S104  `:8080` means every address, as everywhere


def read_url(text: object) -> str:
    parts = urlsplit(str(text))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("is not an http(s) address")
    return str(text).rstrip("/")


def read_socket_url(text: object) -> str:
    """An http(s) address means the same host's websocket."""
    parts = urlsplit(str(text))
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    if scheme not in {"ws", "wss"} or not parts.hostname:
        raise ValueError("is not a ws(s) address")
    return parts._replace(scheme=scheme).geturl()


def read_list(text: object) -> tuple[str, ...]:
    """Comma list; blanks around the items do not count."""
    return tuple(item.strip() for item in str(text).split(",") if item.strip())


def read_identities(text: object) -> frozenset[Identity]:
    matches = [(item, _IDENTITY.fullmatch(item)) for item in read_list(text)]
    for item, match in matches:
        if match is None:
            raise ValueError(f"holds {item[:40]!r}, which is not platform:account")
    return frozenset(Identity(match[1], match[2]) for _, match in matches if match is not None)


def read_limits(text: object) -> tuple[Limit, ...]:
    try:
        return parse_limits(str(text))
    except BadOption:
        raise ValueError("is not a list of N/minute, N/day or N/month, each once, or off") from None


def read_budget(text: object) -> tuple[Limit, ...]:
    try:
        return parse_budget(str(text))
    except BadOption:
        raise ValueError("is not a list of Nusd/day or Nusd/month, each once, or off") from None


def read_packs(text: object) -> tuple[Pack, ...]:
    """`units:stars`, smallest first; two packs of one size could not be told apart."""
    pairs = [item.partition(":")[::2] for item in read_list(text)]
    plain = all(number.isascii() and number.isdigit() and len(number) <= 7 for pair in pairs for number in pair)
    packs = (
        sorted((Pack(int(units), int(stars)) for units, stars in pairs), key=lambda pack: pack.units) if plain else []
    )
    sound = all(0 < pack.units <= _MOST_UNITS and 0 < pack.price <= _MOST_STARS for pack in packs)
    if not packs or not sound or len({pack.units for pack in packs}) < len(packs) or len(packs) > _MOST_PACKS:
        raise ValueError(f"is not a list of units:stars, each size once, at most {_MOST_STARS} stars")
    return tuple(packs)


def read_language(text: object) -> str:
    files_there = (file.name.partition(".") for file in files("bot.texts").iterdir())
    known = sorted(stem for stem, _, suffix in files_there if suffix == "toml" and len(stem) <= _LONGEST_CODE)
    if str(text).lower() not in known:
        raise ValueError(f"is none of {', '.join(known)}")
    return str(text).lower()


def read_zone(text: object) -> str:
    try:
        return ZoneInfo(str(text)).key
    except (ValueError, OSError, LookupError):
        raise ValueError("is no time zone of the tz database") from None


def read_aes_key(text: object) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9]{43}", str(text)):
        raise ValueError("is not the 43 letters and digits of an EncodingAESKey")
    return SecretStr(str(text))


def read_bot_token(text: object) -> SecretStr:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", str(text)):
        raise ValueError("is not number:letters as @BotFather gives it")
    return SecretStr(str(text))


def read_webhook_token(text: object) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(text)):
        raise ValueError("may hold up to 256 of A-Z a-z 0-9 _ -")
    return SecretStr(str(text))


def lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


Lower = BeforeValidator(lower)
Address = Annotated[Listen, PlainValidator(read_listen)]
Url = Annotated[str, PlainValidator(read_url)]
SocketUrl = Annotated[str, PlainValidator(read_socket_url)]
Words = Annotated[tuple[str, ...], PlainValidator(read_list)]
Identities = Annotated[frozenset[Identity], PlainValidator(read_identities)]
Limits = Annotated[tuple[Limit, ...], PlainValidator(read_limits)]
Budget = Annotated[tuple[Limit, ...], PlainValidator(read_budget)]
Packs = Annotated[tuple[Pack, ...], PlainValidator(read_packs)]
Language = Annotated[str, PlainValidator(read_language)]
Zone = Annotated[str, PlainValidator(read_zone)]
AesKey = Annotated[SecretStr, PlainValidator(read_aes_key)]
BotToken = Annotated[SecretStr, PlainValidator(read_bot_token)]
WebhookToken = Annotated[SecretStr, PlainValidator(read_webhook_token)]
