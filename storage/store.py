"""The memory as a whole: one engine, and on it a room for each port."""

from __future__ import annotations

from pathlib import Path

from bot.ports import Clock
from storage.blobs import BlobFiles
from storage.engine import Engine, database_url, open_engine
from storage.stores.gallery import Gallery
from storage.stores.groups import Groups
from storage.stores.jobs import Jobs
from storage.stores.notes import Notes, Targets
from storage.stores.packs import Packs
from storage.stores.people import Door, People, Quotas
from storage.transactions.house import House
from storage.upkeep import upgrade


class Store:
    """Everything that is remembered. `close` when done: it finishes what was asked for."""

    def __init__(self, engine: Engine, blobs: BlobFiles, house: House, clock: Clock) -> None:
        self._engine = engine
        self.blobs = blobs
        self.jobs = Jobs(engine, house)
        self.quota = Quotas(engine, house)
        self.inbox = Door(engine, house)
        self.people = People(engine, house, clock)
        self.groups = Groups(engine)
        self.gallery = Gallery(engine, blobs)
        self.notes = Notes(engine)
        self.targets = Targets(engine)
        self.packs = Packs(engine)

    async def close(self) -> None:
        await self._engine.close()


async def open_store(
    url: str,
    data_dir: Path,
    secret: bytes,
    clock: Clock,
    *,
    timezone: str = "UTC",
    running: int = 4,
    repeatable: frozenset[str] = frozenset({"console"}),
) -> Store:
    """Open the database, made or upgraded first where needed; pictures are kept in `<data_dir>/pictures`.

    `timezone` is the operator's; `running` how many drawings one person may have at once; `repeatable` the platforms
    that show a parcel sent twice only once. Raises `ConfigurationError`, `SchemaMismatch` and the other `StoreError`s.
    """
    await upgrade(url)
    house = House(secret=secret, timezone=timezone, running=running, repeatable=repeatable)
    return Store(open_engine(database_url(url)), BlobFiles(data_dir / "pictures"), house, clock)
