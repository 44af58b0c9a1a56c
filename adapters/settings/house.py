"""The house itself: where data lies, where it listens, who owns it, what everybody gets by default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from adapters.settings.group import Group
from adapters.settings.words import Address, Budget, Identities, Language, Limits, Listen, Lower, Packs, Url, Zone
from bot.model import Identity, Limit, WindowKind


class House(Group):
    data: Path = Field(
        default=Path("data"), description="folder for the database, pictures and secrets", examples=["./data"]
    )
    database_url: str | None = Field(
        default=None,
        description="another database than the SQLite file in the data folder",
        examples=["postgresql+asyncpg://bananabot:password@localhost/bananabot"],
    )
    pictures_url: str | None = Field(
        default=None,
        description="an object store for the pictures, instead of the data folder; keys as its own tools take them",
        examples=["s3://bucket/pictures"],
    )
    http: Address = Field(default=Listen("127.0.0.1", 8080), description="listen address", examples=["127.0.0.1:8080"])
    public_url: Url | None = Field(
        default=None,
        description="how the Internet reaches us: webhooks and links",
        examples=["https://bot.example.com"],
    )
    secret: Annotated[SecretStr, Field(min_length=16)] | None = Field(
        default=None, description="signs links, sessions, hashes; made once and kept in the data folder when empty"
    )
    admin_password: Annotated[SecretStr, Field(min_length=8)] | None = Field(
        default=None, description="for the dashboard; made once and printed at the first start when empty"
    )
    playground: Annotated[Literal["auto", "open", "password", "off"], Lower] = Field(
        default="auto",
        description="the chat page at /: open, behind the admin password, or off; auto is open only on this machine",
        examples=["password"],
    )
    owners: Identities = Field(
        default=frozenset[Identity](),
        description="who may use the operator's commands",
        examples=["telegram:123456,wecom:ann"],
    )
    language: Language = Field(default="en", description="for people who have not chosen", examples=["zh"])
    timezone: Zone = Field(default="UTC", description="for people who have not chosen", examples=["Asia/Shanghai"])
    workers: int = Field(
        default=64, ge=1, le=4096, description="pictures being drawn at once per process", examples=["64"]
    )
    styles_file: Path | None = Field(
        default=None, description="your own styles beside the packaged ones", examples=["./styles.toml"]
    )
    reuse: Annotated[Literal["off", "person", "group", "everyone"], Lower] = Field(
        default="group",
        description="who gets the picture of exactly the same request, free: the person, their group, everyone, or off",
        examples=["person"],
    )
    reuse_hours: int = Field(
        default=24, ge=1, le=24 * 365, description="how long such a picture is found again", examples=["24"]
    )
    half_price: bool = Field(
        default=False,
        description="lines of /batch wait, up to a day, for a provider's half-price batch mode where there is one",
        examples=["true"],
    )
    predraw: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="so many of the most asked pictures a day are drawn ahead, with allowance that would expire; 0 is off",
        examples=["20"],
    )
    retention_days: int | None = Field(
        default=None,
        ge=1,
        le=36_500,
        description="prompts and pictures older than so many days are erased, once a day; empty keeps them",
        examples=["90"],
    )
    wording: str | None = Field(
        default=None,
        description="provider/model of a language model that improves and translates prompts; without one templates improve them",
        examples=["gemini/gemini-3.5-flash-lite"],
    )
    privacy_url: Url | None = Field(
        default=None, description="your privacy policy, shown by /privacy", examples=["https://example.com/privacy"]
    )
    log: Annotated[Literal["debug", "info", "warning", "error"], Lower] = Field(
        default="info", description="how much is logged", examples=["info"]
    )
    log_format: Annotated[Literal["console", "json"], Lower] = Field(
        default="console", description="for people or for machines", examples=["json"]
    )

    @property
    def url(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data.absolute() / 'bananabot.db'}"

    @property
    def embedded(self) -> bool:
        """Whether the database is a file here, not a server."""
        return self.url.startswith("sqlite")


class Quotas(Group):
    """What is allowed by default; `off` means no limit."""

    quota_person: Limits = Field(
        default=(Limit(10, WindowKind.DAY), Limit(200, WindowKind.MONTH)),
        description="pictures for each person, everywhere",
        examples=["10/day,200/month"],
    )
    quota_member: Limits = Field(default=(), description="pictures for each member of a group", examples=["10/day"])
    quota_group: Limits = Field(default=(), description="pictures for a whole group", examples=["200/day"])
    quota_service: Limits = Field(default=(), description="pictures for everybody together", examples=["5000/day"])
    budget: Budget = Field(default=(), description="money for everybody together", examples=["5usd/day,100usd/month"])
    person_running: int = Field(
        default=4,
        ge=1,
        le=1000,
        description="pictures drawn at once for one person, lines of batches apart",
        examples=["4"],
    )
    slow_lane: bool = Field(
        default=False, description="offer a free, later turn to whoever has used up their pictures", examples=["true"]
    )
    person_queued: int = Field(
        default=20, ge=1, le=10_000, description="unfinished requests of one person", examples=["20"]
    )
    quota_wording: Limits = Field(
        default=(Limit(20, WindowKind.DAY),),
        description="questions to the language model for each person (BANANABOT_WORDING)",
        examples=["20/day"],
    )
    packs: Packs = Field(
        default=(),
        description="pictures for sale where the chat platform sells (Telegram), as pictures:stars; empty sells nothing",
        examples=["20:50,100:200"],
    )
