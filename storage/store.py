"""The memory as a whole: one engine, and on it a room for each port."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from bot.errors import ConfigurationError
from bot.ports import BlobStore, Clock
from storage.blobs import BlobFiles
from storage.engine import Engine, database_url, open_engine
from storage.recent import Recent
from storage.stores.gallery import Gallery
from storage.stores.groups import Groups
from storage.stores.identity import Bans, Claims, Links, Privacy
from storage.stores.jobs import Jobs
from storage.stores.notes import Notes, Targets
from storage.stores.office import Notices, Office, Reports, Reuse, Strikes
from storage.stores.packs import Packs
from storage.stores.people import Door, People, Quotas
from storage.stores.wording import Wording
from storage.transactions.house import House
from storage.upkeep import upgrade

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what looks alike."""


def random_code() -> str:
    """Eight characters, 39 bits: with five tries in ten minutes nobody guesses one."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


class Store:
    """Everything that is remembered. `close` when done: it finishes what was asked for."""

    def __init__(
        self, engine: Engine, blobs: BlobStore, house: House, clock: Clock, fresh_code: Callable[[], str]
    ) -> None:
        self._engine = engine
        self.blobs = blobs
        self.signals = engine.signals()
        self.jobs = Jobs(engine, house)
        self.quota = Quotas(engine, house)
        self.inbox = Door(engine, house)
        self.people = People(engine, house, clock)
        self.groups = Groups(engine)
        self.gallery = Gallery(engine, blobs)
        self.notes = Notes(engine)
        self.targets = Targets(engine)
        self.packs = Packs(engine)
        self.links = Links(engine, house, fresh_code)
        self.claims = Claims(engine, house, fresh_code)
        self.privacy = Privacy(engine, house, blobs)
        self.bans = Bans(engine)
        self.notices = Notices(engine)
        self.strikes = Strikes(engine)
        self.reuse = Reuse(engine)
        self.reports = Reports(engine)
        self.office = Office(engine)
        self.wording = Wording(engine, house)

    async def close(self) -> None:
        await self._engine.close()


async def open_store(
    url: str,
    data_dir: Path,
    secret: bytes,
    clock: Clock,
    *,
    pictures: str | None = None,
    timezone: str = "UTC",
    running: int = 4,
    repeatable: frozenset[str] = frozenset({"console"}),
    fresh_code: Callable[[], str] = random_code,
) -> Store:
    """Open the database, made or upgraded first where needed; pictures are kept in `<data_dir>/pictures`, or at `pictures`.

    `timezone` is the operator's; `running` how many drawings one person may have at once; `repeatable` the platforms
    that show a parcel sent twice only once. Raises `ConfigurationError`, `SchemaMismatch` and the other `StoreError`s.
    """
    await upgrade(url)
    house = House(secret=secret, timezone=timezone, running=running, repeatable=repeatable)
    return Store(open_engine(database_url(url)), Recent(_blobs(data_dir, pictures)), house, clock, fresh_code)


def _blobs(data_dir: Path, url: str | None) -> BlobStore:
    """Raises `ConfigurationError`."""
    if url is None:
        return BlobFiles(data_dir / "pictures")
    try:
        from storage.objects import BlobObjects  # noqa: PLC0415  an extra, for those who have an object store
    except ImportError:
        raise ConfigurationError("BANANABOT_PICTURES_URL needs the extra s3: pip install 'bananabot[s3]'") from None
    return BlobObjects.at(url)
